import type { Frame, World } from '@concord/sandbox-mirakl'
import { steps, type LiveStep, type Step } from './clock.js'
import { createWorld } from './index.js'

/** The world as a test looks at it: only the wire, and of that only what tests ask about. */
export interface SeenOrder {
  readonly order_id: string
  readonly commercial_id: string
  readonly order_state: string
  readonly created_date: string
  readonly last_updated_date: string
  readonly channel: { readonly code: string } | null
  readonly currency_iso_code: string
  readonly order_tax_mode: string
  readonly price: number
  readonly shipping_price: number
  readonly total_price: number
  readonly total_commission: number
  readonly has_incident: boolean
  readonly fully_refunded: boolean
  readonly shop_id: number
  readonly customer: SeenCustomer
  readonly order_additional_fields: readonly { readonly code: string; readonly type: string }[]
  readonly order_lines: readonly SeenLine[]
}

interface SeenCustomer {
  readonly customer_id: string
  readonly email: string | null
  readonly firstname: string
  readonly locale: string | null
  readonly shipping_address: object | null
  readonly accounting_contact?: { readonly email: string }
  readonly delivery_contact?: { readonly email: string }
}

export interface SeenLine {
  readonly order_line_id: string
  readonly order_line_state: string
  readonly last_updated_date: string
  readonly shipped_date: string | null
  readonly quantity: number
  readonly price: number
  readonly price_unit: number
  readonly shipping_price: number
  readonly total_price: number
  readonly total_commission: number
  readonly product_medias: readonly { readonly media_url: string }[]
  readonly refunds: readonly (SeenMoney & { readonly refund_state: string; readonly order_refund_id: string })[]
  readonly cancelations: readonly SeenMoney[]
}

interface SeenMoney {
  readonly id: string
  readonly amount: number
  readonly shipping_amount: number
  readonly quantity: number
}

export interface SeenReturn {
  readonly id: string
  readonly state: string
  readonly order_id: string
  readonly date_created: string
  readonly last_updated: string
}

export interface SeenShop {
  readonly shop_id: number
  readonly shop_state: string
  readonly last_updated_date: string
  readonly grade: number | null
  readonly orders_count: number
}

export interface SeenFrame extends Pick<Frame, 'at' | 'relayed'> {
  readonly marketplace: string
  readonly step: Step
  readonly orders: readonly SeenOrder[]
  readonly shops: readonly SeenShop[]
  readonly returns: readonly SeenReturn[]
  readonly webhooks: readonly {
    readonly payload: readonly { readonly id: string; readonly details: { readonly changes: readonly object[] } }[]
  }[]
}

export const framesIn = (world: World): readonly SeenFrame[] =>
  world.marketplaces.flatMap(({ id, frames }) =>
    frames.map((frame, index) => ({ ...(frame as unknown as SeenFrame), marketplace: id, step: steps[index] ?? 0 })),
  )

/** Every order of a step, or of all of them. */
export const ordersIn = (world: World, step?: Step): readonly SeenOrder[] =>
  framesIn(world).flatMap((frame) => (step === undefined || frame.step === step ? frame.orders : []))

export interface SeenMove {
  readonly step: LiveStep
  readonly from: string
  readonly until: string
  /** Undefined for an order placed at this step. */
  readonly before: SeenOrder | undefined
  readonly after: SeenOrder
}

/** What looks otherwise at a live step than at the one before. */
export const movesIn = (world: World): readonly SeenMove[] =>
  framesIn(world).flatMap((frame, index, all) => {
    const previous = all[index - 1]
    if (frame.step === 0 || previous === undefined) return []
    const { step } = frame
    const known = new Map(previous.orders.map((order) => [order.order_id, order]))
    return frame.orders.flatMap((after) => {
      const before = known.get(after.order_id)
      const isSame = JSON.stringify(before) === JSON.stringify(after)
      return isSame ? [] : [{ step, from: previous.at, until: frame.at, before, after }]
    })
  })

/** The worlds a rule is tried on: what holds for these numbers is taken to hold for all. */
export const seeds = [1, 7, 2026] as const

/** Everything a test asks about one world. */
export const see = (seed: number) => {
  const world = createWorld({ seed, anchor: new Date('2026-03-02T12:00:00Z') })
  const moves = movesIn(world)
  const atLast = ordersIn(world, 4)
  return {
    dotdigital: world.dotdigital,
    frames: framesIn(world),
    history: ordersIn(world, 0),
    atLast,
    everywhere: ordersIn(world),
    moves,
    movedTo: (state: string) =>
      moves.filter(({ before, after }) => before && before.order_state !== state && after.order_state === state),
    /** The orders of each customer id but the one guests share. */
    customers: grouped(
      atLast.filter((order) => order.customer.customer_id !== 'guest'),
      (order) => `${isNorthern(order)} ${order.customer.customer_id}`,
    ),
  }
}

export const grouped = <T>(items: readonly T[], key: (item: T) => string): readonly (readonly T[])[] =>
  [...new Set(items.map(key))].map((each) => items.filter((item) => key(item) === each))

export const isNorthern = (order: SeenOrder): boolean => order.order_id.startsWith('N')

export const isProxy = (email: string): boolean =>
  /@(\w+\.)*notification\.mirakl\.net$|@marketplace\.amazon\.de$/.test(email)

export const spelling = (email: string): string => email.trim().toLowerCase()

export const realEmail = ({ customer: { email } }: SeenOrder): readonly string[] =>
  email === null || isProxy(email) ? [] : [spelling(email)]

export const lineStates = (order: SeenOrder): readonly string[] =>
  order.order_lines.map((line) => line.order_line_state)
