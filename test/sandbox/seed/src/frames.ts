import type { Frame, Json, WireObject } from '@concord/sandbox-mirakl'
import { steps, type Clock, type Step } from './clock.js'
import type { MarketplaceId } from './customers.js'
import { standingAt, type Standing } from './lifecycle.js'
import { lineIdOf } from './order-lines.js'
import { wireOrder } from './orders.js'
import type { OrderPlan, Told } from './plan.js'
import { wireReturns } from './returns.js'
import { sellers } from './sellers.js'
import { wireShop } from './shops.js'

/** One marketplace at every step. */
export const framesOf = (marketplace: MarketplaceId, plans: readonly OrderPlan[], clock: Clock): readonly Frame[] => {
  const inOrder = [...plans].sort(
    (one, other) => one.createdAt - other.createdAt || compare(one.orderId, other.orderId),
  )
  const looks = inOrder.map((plan) => looksOf(plan, clock))
  return steps.map((step) => ({
    at: new Date(clock.at(step)).toISOString(),
    orders: looks.map((each) => each[step]).filter((look) => look !== undefined),
    shops: sellers.filter((seller) => seller.marketplace === marketplace).map((each) => wireShop(each, step, clock)),
    returns: inOrder.flatMap((plan) => wireReturns(plan, clock.at(step))),
    ...arrivals(inOrder, step, clock),
  }))
}

/** An order at every step; a look that stays is written once. */
const looksOf = (plan: OrderPlan, clock: Clock): readonly (WireObject | undefined)[] => {
  const looks = new Map<number, WireObject>()
  return steps.map((step) => {
    const standing = standingAt(plan, clock.at(step))
    if (standing === undefined) return undefined
    const changes = plan.changes.filter(({ at }) => at <= clock.at(step)).length
    const look = looks.get(changes) ?? wireOrder(plan, standing)
    looks.set(changes, look)
    return look
  })
}

/** Not by locale, which differs from machine to machine. */
const compare = (one: string, other: string): number => (one < other ? -1 : 1)

interface Move {
  readonly plan: OrderPlan
  readonly before: Standing | undefined
  readonly after: Standing
}

/** How the changes of a step are told: some relayed, some not at all, so that only a poll finds them, most by webhook. */
const arrivals = (plans: readonly OrderPlan[], step: Step, clock: Clock): Pick<Frame, 'webhooks' | 'relayed'> => {
  const moves = movesAt(plans, step, clock).map((move, index) => ({ ...move, told: move.plan.told ?? byChance(index) }))
  const webhooks = moves.filter(({ told }) => told === 'webhook').map(payloadOf)
  return {
    webhooks: bundled(webhooks).map((payload) => ({ event_type: 'ORDER', payload })),
    relayed: moves.filter(({ told }) => told === 'relayed').map(({ plan }) => plan.orderId),
  }
}

const byChance = (index: number): Told | undefined => {
  if (index % 8 === 2) return 'relayed'
  return index % 4 === 3 ? undefined : 'webhook'
}

/** What changed at a step, but for what changed in silence. */
const movesAt = (plans: readonly OrderPlan[], step: Step, clock: Clock): readonly Move[] => {
  const previous = steps[step - 1]
  if (previous === undefined) return []
  return plans.flatMap((plan) => {
    const before = standingAt(plan, clock.at(previous))
    const after = standingAt(plan, clock.at(step))
    return after === undefined || after.updatedAt === before?.updatedAt ? [] : [{ plan, before, after }]
  })
}

/** Of a new order the webhook names no change, since nobody has seen how such a change looks. */
const payloadOf = ({ plan, before, after }: Move): WireObject => ({
  id: plan.orderId,
  type: 'UPDATE',
  details: { changes: before === undefined ? [] : changesBetween(plan, before, after) },
})

const changesBetween = (plan: OrderPlan, before: Standing, after: Standing): readonly WireObject[] => {
  if (before.state !== after.state) return [{ field: 'STATE', from: before.state, to: after.state }]
  return after.lines.flatMap(({ state }, index) => {
    const from = before.lines[index]?.state ?? state
    return from === state ? [] : [{ field: 'ORDER_LINE_STATE', order_line_id: lineIdOf(plan, index), from, to: state }]
  })
}

/** Two orders in every other webhook, one in the others. */
const bundled = (payloads: readonly WireObject[]): readonly (readonly Json[])[] =>
  payloads.flatMap((payload, index) => {
    if (index % 3 === 1) return []
    const next = payloads[index + 1]
    return [index % 3 === 0 && next !== undefined ? [payload, next] : [payload]]
  })
