import { amountOf, cents, repriced } from '../acts/amounts.js'
import { wireDate } from '../acts/dates.js'
import type { Line, Order } from '../acts/order.js'
import { settled, taxModeOf } from '../acts/settle.js'
import { chanceOf, numberOf, objectOf, textOf, uuidOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { isSold, pick, type Pool } from './pool.js'

interface Placed {
  readonly commercialId: string
  /** Milliseconds since 1970. */
  readonly at: number
}

const suffixes = ['A', 'B'] as const

/** One checkout: an order, or now and then two of two shops. Nobody has ordered anything where the story has no orders. */
export const checkout = (pool: Pool, placed: Placed): readonly Order[] => {
  const { commercialId } = placed
  const shopper = pick(`${commercialId} shopper`, pool.shoppers)
  if (shopper === undefined) return []
  const sameTaxes = pool.baskets.filter((basket) => taxModeOf(basket) === taxModeOf(shopper))
  const first = pick(`${commercialId} basket`, sameTaxes)
  const others = sameTaxes.filter((basket) => basket['shop_id'] !== first?.['shop_id'])
  const second =
    chanceOf(`${commercialId} from two shops`) < 0.12 ? pick(`${commercialId} other basket`, others) : undefined
  return [first, second]
    .filter((basket) => basket !== undefined)
    .map((basket, index) =>
      newOrder(shopper, basket, { ...placed, orderId: `${commercialId}-${suffixes[index] ?? 'C'}` }),
    )
}

interface Numbered extends Placed {
  readonly orderId: string
}

const newOrder = (shopper: Order, basket: Order, placed: Numbered): Order => {
  const { commercialId, orderId, at } = placed
  const state = chanceOf(`${orderId} scored`) < 0.1 ? 'STAGING' : 'WAITING_ACCEPTANCE'
  const order: Order = {
    ...shopper,
    ...emptied(shopper, notYet),
    order_id: orderId,
    commercial_id: commercialId,
    order_state: state,
    created_date: wireDate(at),
    last_updated_date: wireDate(at),
    shop_id: basket['shop_id'] ?? null,
    shop_name: basket['shop_name'] ?? null,
    customer: { ...objectOf(shopper, 'customer'), ...emptied(objectOf(shopper, 'customer'), hidden) },
    order_lines: basket.order_lines
      .filter(isSold)
      .map((line, index) => newLine(line, index, { shopper, state, placed })),
  }
  return settled(order, at)
}

/** What an order tells of only later on. */
const notYet = [
  'order_state_reason_code',
  'order_state_reason_label',
  'acceptance_decision_date',
  'customer_debited_date',
  'shipping_deadline',
  'delivery_date',
  'transaction_date',
  'transaction_number',
  'order_refunds',
  'shipping_company',
  'shipping_carrier_code',
  'shipping_carrier_standard_code',
  'shipping_tracking',
  'shipping_tracking_url',
]

const hidden = ['billing_address', 'shipping_address']

const emptied = (object: WireObject, names: readonly string[]): WireObject =>
  Object.fromEntries(names.filter((name) => name in object).map((name) => [name, null]))

interface Around {
  readonly shopper: Order
  readonly state: string
  readonly placed: Numbered
}

const newLine = (line: Line, index: number, { shopper, state, placed: { orderId, at } }: Around): Line => {
  const id = /^[0-9a-f-]{36}$/.test(line.order_line_id)
    ? uuidOf(`${orderId} line ${String(index)}`)
    : `${orderId}-${String(index + 1)}`
  const quantity = chanceOf(`${id} quantity`) < 0.75 ? 1 : 2
  const unit = Math.max(1, Math.round(unitCentsOf(line) * (0.95 + chanceOf(`${id} price`) / 10)))
  const fresh: Line = {
    ...line,
    ...emptied(line, ['debited_date', 'shipped_date', 'received_date']),
    ...emptied(line, ['order_line_state_reason_code', 'order_line_state_reason_label']),
    order_line_id: id,
    ...('order_line_index' in line && { order_line_index: index + 1 }),
    order_line_state: state,
    created_date: wireDate(at),
    last_updated_date: wireDate(at),
    ...unitPrices(line, unit),
    refunds: [],
    cancelations: [],
  }
  return repriced(fresh, { quantity, price: unit * quantity, shipping: cents(line.shipping_price) }, taxModeOf(shopper))
}

const unitCentsOf = (line: Line): number =>
  cents(numberOf(line, 'price_unit')) || Math.round(cents(line.price) / line.quantity)

const unitPrices = (line: Line, unit: number): WireObject =>
  Object.fromEntries(
    ['price_unit', 'origin_unit_price']
      .filter((name) => textOf(line, name) !== '')
      .map((name) => [name, amountOf(unit)]),
  )
