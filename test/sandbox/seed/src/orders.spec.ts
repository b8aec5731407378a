import { describe, expect, it } from 'vitest'
import { createWorld } from './index.js'
import { ordersIn, type SeenLine } from './seen.js'

const world = createWorld({ seed: 7, anchor: new Date('2026-03-02T12:00:00Z') })
const orders = ordersIn(world)

const cents = (amount: number) => Math.round(amount * 100)
const sum = (amounts: readonly number[]) => amounts.reduce((total, amount) => total + cents(amount), 0)

/** What the line cost before anything was canceled. */
const ordered = ({ price, shipping_price, cancelations }: SeenLine) =>
  sum([price, shipping_price, ...cancelations.flatMap(({ amount, shipping_amount }) => [amount, shipping_amount])])

/** OR11 of the operator: fields-or11-operator.json of Mirakl's OpenAPI document, `required`. */
const requiredOfOrder = `can_cancel can_evaluate can_shop_ship commercial_id created_date currency_iso_code customer
  fulfillment fully_refunded has_customer_message has_incident has_invoice last_updated_date leadtime_to_ship order_id
  order_lines order_state order_tax_mode pay_out_psp_code paymentType price promotions shipping_price shipping_type_code
  shipping_type_label shipping_zone_code shipping_zone_label shop_id shop_name total_commission total_price`.split(
  /\s+/,
)
const requiredOfCustomer = 'billing_address customer_id email firstname lastname shipping_address'.split(' ')
const requiredOfLine = `can_open_incident can_refund cancelations category_code category_label commission_fee
  commission_rate_vat commission_vat created_date description last_updated_date offer_id offer_sku offer_state_code
  order_line_additional_fields order_line_id order_line_index order_line_state price price_unit product_medias
  product_sku product_title quantity refunds shipping_price tax_recalculation_required total_commission
  total_price`.split(/\s+/)

describe('the orders on the wire', () => {
  it('have every field OR11 requires', () => {
    for (const order of orders) {
      expect(Object.keys(order)).toEqual(expect.arrayContaining(requiredOfOrder))
      expect(Object.keys(order.customer)).toEqual(expect.arrayContaining(requiredOfCustomer))
      for (const line of order.order_lines) expect(Object.keys(line)).toEqual(expect.arrayContaining(requiredOfLine))
    }
  })

  it('add up, line by line and as a whole', () => {
    for (const order of orders) {
      const { order_lines: lines } = order
      for (const line of lines) {
        expect(cents(line.total_price)).toBe(sum([line.price, line.shipping_price]))
        expect(cents(line.price)).toBe(cents(line.price_unit) * line.quantity)
      }
      expect(cents(order.price)).toBe(sum(lines.map(({ price }) => price)))
      expect(cents(order.shipping_price)).toBe(sum(lines.map(({ shipping_price }) => shipping_price)))
      expect(cents(order.total_price)).toBe(sum([order.price, order.shipping_price]))
      expect(cents(order.total_commission)).toBe(sum(lines.map(({ total_commission }) => total_commission)))
    }
  })

  it('cost nothing any more once canceled, but all they did once refused', () => {
    const totals = (state: string) =>
      orders.filter((order) => order.order_state === state).map((each) => each.total_price)

    expect(new Set(totals('CANCELED'))).toEqual(new Set([0]))
    expect(Math.min(...totals('REFUSED'))).toBeGreaterThan(0)
  })

  it('give back no more than a line cost, and leave its total as it was', () => {
    for (const line of orders.flatMap((order) => order.order_lines)) {
      const back = sum(line.refunds.flatMap(({ amount, shipping_amount }) => [amount, shipping_amount]))
      expect(back).toBeLessThanOrEqual(cents(line.total_price))
      expect(line.refunds.filter(({ amount }) => amount <= 0)).toEqual([])
      if (line.order_line_state === 'REFUNDED') expect(back).toBe(cents(line.total_price))
    }
  })

  it('cost less by exactly what was canceled', () => {
    const before = new Map(ordersIn(world, 0).map((order) => [order.order_id, order.order_lines.map(ordered)]))

    for (const order of ordersIn(world, 4)) {
      const lines = before.get(order.order_id)
      if (lines !== undefined) expect(order.order_lines.map(ordered)).toEqual(lines)
    }
  })

  it('number the orders of a checkout by letters', () => {
    for (const { order_id, commercial_id } of orders) expect(order_id).toMatch(new RegExp(`^${commercial_id}-[A-C]$`))
  })
})
