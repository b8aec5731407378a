import { amountOf, cents } from './acts/amounts.js'
import { asObject, listOf, numberOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/**
 * An order with its amounts as asked for; commissions are the same in both. Each amount is changed by the very taxes
 * written beside it; only unit prices, which have none of their own, are counted anew from price and quantity.
 *
 * @param mode TAX_INCLUDED or TAX_EXCLUDED; undefined for the order's own
 */
export const inTaxMode = (order: WireObject, mode: string | undefined): WireObject => {
  if (mode === undefined || mode === textOf(order, 'order_tax_mode')) return order
  const sign = mode === 'TAX_INCLUDED' ? 1 : -1
  const before = objectsIn(order, 'order_lines')
  const tax = sign * before.reduce((sum, line) => sum + taxOf(line, 'taxes'), 0)
  const shippingTax = sign * before.reduce((sum, line) => sum + taxOf(line, 'shipping_taxes'), 0)
  return {
    ...order,
    order_tax_mode: mode,
    ...changed(order, { price: tax, shipping_price: shippingTax, total_price: tax + shippingTax }),
    order_taxes: mode === 'TAX_INCLUDED' ? null : taxesByCode(before),
    order_lines: before.map((line) => lineIn(line, sign)),
  }
}

const objectsIn = (object: WireObject, name: string): readonly WireObject[] => listOf(object, name).map(asObject)

const amountsOf = (taxes: readonly WireObject[]): number =>
  taxes.reduce((sum, tax) => sum + cents(numberOf(tax, 'amount')), 0)

/** In cents. */
const taxOf = (object: WireObject, name: 'taxes' | 'shipping_taxes'): number => amountsOf(objectsIn(object, name))

/** Amounts by name, each so many cents more; where there is none, there is none to change. */
const changed = (object: WireObject, differences: Readonly<Record<string, number>>): WireObject =>
  Object.fromEntries(
    Object.entries(differences)
      .filter(([name]) => typeof object[name] === 'number')
      .map(([name, difference]) => [name, amountOf(cents(numberOf(object, name)) + difference)]),
  )

const lineIn = (line: WireObject, sign: number): WireObject => {
  const tax = sign * taxOf(line, 'taxes')
  const shippingTax = sign * taxOf(line, 'shipping_taxes')
  const unit = unitDifference(line, sign)
  return {
    ...line,
    ...changed(line, { price: tax, shipping_price: shippingTax, total_price: tax + shippingTax }),
    ...changed(line, { price_unit: unit, origin_unit_price: unit }),
    refunds: objectsIn(line, 'refunds').map((refund) => givenBack(refund, sign)),
    cancelations: objectsIn(line, 'cancelations').map((cancelation) => givenBack(cancelation, sign)),
  }
}

/** In cents; by the rates of the taxes where nothing is left of a line. */
const unitDifference = (line: WireObject, sign: number): number => {
  const quantity = numberOf(line, 'quantity')
  const before = cents(numberOf(line, 'price_unit'))
  const rate = objectsIn(line, 'taxes').reduce((sum, tax) => sum + numberOf(tax, 'rate'), 0)
  const price = cents(numberOf(line, 'price')) + sign * taxOf(line, 'taxes')
  return Math.round(quantity > 0 ? price / quantity : before * (1 + rate / 100) ** sign) - before
}

const givenBack = (back: WireObject, sign: number): WireObject => ({
  ...back,
  ...changed(back, { amount: sign * taxOf(back, 'taxes'), shipping_amount: sign * taxOf(back, 'shipping_taxes') }),
})

const taxesByCode = (lines: readonly WireObject[]): readonly WireObject[] => {
  const taxes = lines.flatMap((line) => [...objectsIn(line, 'taxes'), ...objectsIn(line, 'shipping_taxes')])
  return [...new Set(taxes.map((tax) => textOf(tax, 'code')))].map((code) => {
    const same = taxes.filter((tax) => textOf(tax, 'code') === code)
    const rate = same[0]?.['rate']
    return { code, ...(rate !== undefined && { rate }), total_amount: amountOf(amountsOf(same)) }
  })
}
