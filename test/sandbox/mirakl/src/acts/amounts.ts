import { asObject, listOf, numberOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import type { Line, Order } from './order.js'

/** Money is whole cents until it is written. */
export const cents = (amount: number): number => Math.round(amount * 100)

export const amountOf = (wholeCents: number): number => wholeCents / 100

const taxOn = (price: number, rate: number, mode: string): number =>
  mode === 'TAX_EXCLUDED' ? Math.round((price * rate) / 100) : price - Math.round(price / (1 + rate / 100))

const taxed = (taxes: readonly WireObject[], price: number, mode: string): readonly WireObject[] =>
  taxes.map((tax) => ({ ...tax, amount: amountOf(taxOn(price, numberOf(tax, 'rate'), mode)) }))

const taxesOf = (line: WireObject, name: string): readonly WireObject[] => listOf(line, name).map(asObject)

/** What a line costs, in cents. */
export interface Price {
  readonly quantity: number
  readonly price: number
  readonly shipping: number
}

/** A line at another price: its taxes follow, and the commission in the same share. */
export const repriced = (line: Line, { quantity, price, shipping }: Price, mode: string): Line => ({
  ...line,
  quantity,
  price: amountOf(price),
  shipping_price: amountOf(shipping),
  total_price: amountOf(price + shipping),
  taxes: taxed(taxesOf(line, 'taxes'), price, mode),
  shipping_taxes: taxed(taxesOf(line, 'shipping_taxes'), shipping, mode),
  ...commissionAt(line, price + shipping),
})

/** Nothing where the line tells of no commission. */
const commissionAt = (line: Line, total: number): WireObject => {
  if (typeof line['commission_fee'] !== 'number') return {}
  const fee = commissionOn(line, total)
  const taxes = listOf(line, 'commission_taxes').map(asObject)
  const vat = Math.round((fee * numberOf(line, 'commission_rate_vat')) / 100)
  return {
    commission_fee: amountOf(fee),
    commission_vat: amountOf(vat),
    commission_taxes: taxes.map((tax) => ({
      ...tax,
      amount: amountOf(Math.round((fee * numberOf(tax, 'rate')) / 100)),
    })),
    total_commission: amountOf(fee + vat),
  }
}

const commissionOn = (line: Line, part: number): number => {
  const whole = cents(line.total_price)
  return whole === 0 ? 0 : Math.round((cents(numberOf(line, 'commission_fee')) * part) / whole)
}

const withoutRule = (tax: WireObject): WireObject =>
  Object.fromEntries(Object.entries(tax).filter(([name]) => name !== 'tax_calculation_rule'))

/** What a refund or a cancelation gives back of a line, as OR11 writes it. */
export const moneyBack = (line: Line, back: Omit<Price, 'quantity'>, mode: string): WireObject => {
  const commission = amountOf(commissionOn(line, back.price + back.shipping))
  const bare = (name: string) => taxesOf(line, name).map(withoutRule)
  return {
    amount: amountOf(back.price),
    shipping_amount: amountOf(back.shipping),
    taxes: taxed(bare('taxes'), back.price, mode),
    shipping_taxes: taxed(bare('shipping_taxes'), back.shipping, mode),
    fees: [],
    commission_amount: commission,
    commission_taxes: [],
    commission_total_amount: commission,
  }
}

/** The sums of an order, from its lines. */
export const totalsOf = (order: Order): WireObject => {
  const sum = (name: string) =>
    amountOf(order.order_lines.reduce((whole, line) => whole + cents(numberOf(line, name)), 0))
  return {
    price: sum('price'),
    shipping_price: sum('shipping_price'),
    total_price: sum('total_price'),
    ...('total_commission' in order && { total_commission: sum('total_commission') }),
    ...(order['order_taxes'] !== null && 'order_taxes' in order && { order_taxes: orderTaxesOf(order) }),
  }
}

const orderTaxesOf = (order: Order): readonly WireObject[] => {
  const taxes = order.order_lines.flatMap((line) => [...taxesOf(line, 'taxes'), ...taxesOf(line, 'shipping_taxes')])
  return listOf(order, 'order_taxes')
    .map(asObject)
    .map((tax) => {
      const same = taxes.filter((each) => textOf(each, 'code') === textOf(tax, 'code'))
      return {
        ...tax,
        total_amount: amountOf(same.reduce((whole, each) => whole + cents(numberOf(each, 'amount')), 0)),
      }
    })
}
