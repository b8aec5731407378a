import type { Frame, Marketplace, World } from '@concord/sandbox-mirakl'
import { type Expected, expectedOrder } from './expected.js'
import { orderOf, type Plan } from './orders.js'

interface Wish {
  readonly orders: number
  /** How often the marketplace goes on; a third of its orders change each time. */
  readonly steps: number
  readonly now: Date
}

export interface Story {
  readonly world: World
  readonly expected: readonly Expected[]
}

/** The marketplace that Concord polls. */
export const polled = 'polled'
/** The marketplace whose orders a relay posts. */
export const relayed = 'relayed'

const hourMs = 3_600_000

/** Two marketplaces: one that is polled and tells by webhook what changed, one that shows nothing and only posts. */
export const createStory = ({ orders, steps, now }: Wish): Story => {
  const plans = Array.from({ length: orders }, (_none, nth) => planOf(nth, steps, now))
  const nothing = frameAt(0, [], now)
  const later = Array.from({ length: steps }, (_none, nth) => frameAt(nth + 1, plans, now))
  const place = { timezone: 'Europe/Paris', channels: [{ code: 'FR', label: 'France' }] }
  const marketplaces: Marketplace[] = [
    {
      id: polled,
      name: 'Polled',
      apiKey: 'key',
      sellerKey: 'seller',
      ...place,
      frames: [frameAt(0, plans, now), ...later],
    },
    { id: relayed, name: 'Relayed', apiKey: 'key-2', sellerKey: 'seller-2', ...place, frames: [nothing] },
  ]
  return {
    world: { seed: 1, anchor: now.toISOString(), marketplaces },
    expected: plans.map((plan) => ({ ...expectedOrder(plan, 'ordinary', polled), mayMissVersions: true })),
  }
}

const planOf = (nth: number, steps: number, now: Date): Plan => ({
  id: `P${nth}-A`,
  buyer: { id: `PC-${nth}`, email: `polled-${nth}@example.com` },
  states: ['WAITING_ACCEPTANCE', 'SHIPPING', 'SHIPPED'].slice(0, 1 + changesBy(steps, nth)),
  at: new Date(now.getTime() - 3 * hourMs),
  price: 20 + (nth % 50),
})

const changesAt = (step: number, nth: number): boolean => step > 0 && step % 3 === nth % 3

const changesBy = (step: number, nth: number): number =>
  Array.from({ length: step }, (_none, before) => changesAt(before + 1, nth)).filter(Boolean).length

const frameAt = (step: number, plans: readonly Plan[], now: Date): Frame => {
  const versionOf = (plan: Plan, nth: number): number => Math.min(plan.states.length - 1, changesBy(step, nth))
  const changed = plans.filter((_plan, nth) => changesAt(step, nth))
  return {
    at: now.toISOString(),
    orders: plans.map((plan, nth) => orderOf(plan, versionOf(plan, nth))),
    shops: [],
    returns: [],
    // Every other change is told; the rest is found by polling alone.
    webhooks: changed.filter((_plan, nth) => nth % 2 === 0).map(hintAt),
    relayed: [],
  }
}

const hintAt = ({ id }: Plan) => ({ event_type: 'ORDER', payload: [{ id, type: 'UPDATED', details: { changes: [] } }] })
