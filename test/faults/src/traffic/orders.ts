import type { WireObject } from '@concord/sandbox-mirakl'

export interface Buyer {
  readonly id: string
  /** Their real address, or a relay's, which tells nobody who they are. */
  readonly email: string
}

/** An order that is to be shown in several versions. */
export interface Plan {
  readonly id: string
  readonly buyer: Buyer
  /** State by version; how many versions there are. */
  readonly states: readonly string[]
  /** Of the first version. */
  readonly at: Date
  readonly price: number
}

const minuteMs = 60_000

/** Update date of a version: a minute after the one before it. */
export const updatedAt = ({ at }: Plan, version: number): string =>
  new Date(at.getTime() + version * minuteMs).toISOString()

/** What the newest version has to look like in Dotdigital, worked out without Concord. */
export const totalOf = ({ price }: Plan, version: number): number => price + version

/** Says in Dotdigital which version it is: Concord hands tracking numbers on as they are. */
export const markOf = (plan: Plan, version: number): string => `T-${updatedAt(plan, version)}`

const isSent = (state: string): boolean => state === 'SHIPPED' || state === 'RECEIVED'

/** One version of an order as OR11 would show it to an operator. */
export const orderOf = (plan: Plan, version: number): WireObject => {
  const { id, buyer, states } = plan
  const state = states[version] ?? 'SHIPPING'
  const at = updatedAt(plan, version)
  return {
    order_id: id,
    commercial_id: id.replace(/-A$/, ''),
    order_state: state,
    created_date: plan.at.toISOString(),
    last_updated_date: at,
    acceptance_decision_date: plan.at.toISOString(),
    channel: { code: 'FR', label: 'France' },
    currency_iso_code: 'EUR',
    order_tax_mode: 'TAX_INCLUDED',
    price: totalOf(plan, version) - 1,
    shipping_price: 1,
    total_price: totalOf(plan, version),
    has_incident: false,
    fully_refunded: false,
    shop_id: 2000,
    shop_name: 'Shop',
    shipping_tracking: markOf(plan, version),
    customer: { customer_id: buyer.id, email: buyer.email, firstname: 'Ada', lastname: 'L' },
    order_additional_fields: [],
    order_lines: [lineOf(plan, version, state)],
  }
}

const lineOf = (plan: Plan, version: number, state: string): WireObject => {
  const at = updatedAt(plan, version)
  return {
    order_line_id: `${plan.id}-1`,
    order_line_state: state,
    created_date: plan.at.toISOString(),
    last_updated_date: at,
    quantity: 1,
    price: totalOf(plan, version) - 1,
    shipping_price: 1,
    total_price: totalOf(plan, version),
    product_sku: 'SKU-1',
    product_title: 'A chair',
    can_open_incident: true,
    ...(isSent(state) ? { shipped_date: at } : {}),
    ...(state === 'RECEIVED' ? { received_date: at } : {}),
    taxes: [],
    shipping_taxes: [],
    refunds: [],
    cancelations: [],
  }
}

/** An order nobody can read: it has a name and a date, but no lines and no amounts. */
export const brokenOrder = (plan: Plan): WireObject => ({
  order_id: plan.id,
  order_state: 'SHIPPING',
  last_updated_date: updatedAt(plan, 0),
  order_lines: 'none',
})

export const returnOf = (plan: Plan, version: number): WireObject => ({
  id: returnIdOf(plan),
  order_id: plan.id,
  order_commercial_id: plan.id.replace(/-A$/, ''),
  state: returnStateOf(version),
  date_created: plan.at.toISOString(),
  last_updated: updatedAt(plan, version),
  return_lines: [{ order_line_id: `${plan.id}-1`, quantity: 1, reason_code: 'RETURN_CHANGED_MIND' }],
})

export const returnIdOf = ({ id }: Plan): string => `R-${id}`

export const returnStateOf = (version: number): string => (version === 0 ? 'OPENED' : 'RECEIVED')
