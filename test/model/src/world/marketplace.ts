import type { Frame, WireObject, World } from '@concord/sandbox-mirakl'
import { addressOf, customerOf, type Placed, placedIn, type Story } from '../story/story.js'
import { marketplace, relayDomains } from './mapping.js'

export const orderIdOf = (nth: number): string => `M${nth}-A`
export const checkoutOf = (nth: number): string => `M${nth}`

const hourMs = 3_600_000

/** A marketplace in which nobody has ordered yet: each step of it shows one order more of the story. */
export const marketplaceOf = (story: Story, begun: Date): World => {
  const orders = placedIn(story).map((placed, nth) => orderOf(placed, nth, placedAt(story, placed, begun)))
  const frames = [[], ...orders].map((_none, count) => frameOf(orders.slice(0, count), begun))
  return {
    seed: 1,
    anchor: begun.toISOString(),
    marketplaces: [
      {
        id: marketplace,
        name: 'Acme',
        apiKey: 'key',
        sellerKey: 'seller-key',
        timezone: 'Europe/Paris',
        channels: [{ code: 'FR', label: 'France' }],
        frames,
      },
    ],
  }
}

const frameOf = (orders: readonly WireObject[], begun: Date): Frame => ({
  at: begun.toISOString(),
  orders,
  shops: [],
  returns: [],
  webhooks: orders.slice(-1).map((order) => ({
    event_type: 'ORDER',
    payload: [{ id: order['order_id'] ?? '', type: 'CREATED', details: { changes: [] } }],
  })),
  relayed: [],
})

const placedAt = (story: Story, placed: Placed, begun: Date): string => {
  const hours = story
    .slice(0, story.indexOf(placed))
    .reduce((sum, step) => sum + (step.is === 'jump' ? step.hours : 0), 0)
  return new Date(begun.getTime() + hours * hourMs).toISOString()
}

const orderOf = ({ buyer, shows, lines }: Placed, nth: number, at: string): WireObject => ({
  order_id: orderIdOf(nth),
  commercial_id: checkoutOf(nth),
  order_state: 'SHIPPING',
  created_date: at,
  last_updated_date: at,
  acceptance_decision_date: at,
  channel: { code: 'FR', label: 'France' },
  currency_iso_code: 'EUR',
  order_tax_mode: 'TAX_INCLUDED',
  price: 20 * lines,
  shipping_price: 4.5 * lines,
  total_price: 24.5 * lines,
  has_incident: false,
  fully_refunded: false,
  payment_workflow: 'PAY_ON_ACCEPTANCE',
  shop_id: 2000,
  shop_name: 'Shop',
  customer: {
    customer_id: customerOf(buyer),
    email: shows === 'relay' ? `order-${nth}@${relayDomains[nth % 2] ?? relayDomains[0]}` : addressOf(shows),
    firstname: 'Ada',
    lastname: 'L',
  },
  order_additional_fields: [],
  order_lines: Array.from({ length: lines }, (_none, line) => lineOf(`${orderIdOf(nth)}-${line + 1}`, at)),
})

const lineOf = (id: string, at: string): WireObject => ({
  order_line_id: id,
  order_line_state: 'SHIPPING',
  created_date: at,
  last_updated_date: at,
  quantity: 1,
  price: 20,
  shipping_price: 4.5,
  total_price: 24.5,
  product_sku: 'SKU-1',
  product_title: 'A chair',
  can_open_incident: true,
  taxes: [],
  shipping_taxes: [],
  refunds: [],
  cancelations: [],
})
