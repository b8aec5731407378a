import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { inTaxMode } from './tax-mode.js'
import { amountOf } from './acts/amounts.js'
import type { WireObject } from './world.js'

const tax = (amount: number): WireObject => ({ code: 'VAT', rate: 20, amount })

const line: WireObject = {
  order_line_id: 'L1',
  quantity: 2,
  price: 24,
  price_unit: 12,
  origin_unit_price: 15,
  shipping_price: 6,
  total_price: 30,
  commission_fee: 3,
  taxes: [tax(4)],
  shipping_taxes: [tax(1)],
  refunds: [{ id: 'R1', amount: 12, shipping_amount: 0.6, taxes: [tax(2)], shipping_taxes: [tax(0.1)] }],
  cancelations: [{ id: 'C1', amount: 6, shipping_amount: 0, taxes: [tax(1)], shipping_taxes: [] }],
}

const order: WireObject = {
  order_id: 'O1',
  order_tax_mode: 'TAX_INCLUDED',
  order_taxes: null,
  price: 24,
  shipping_price: 6,
  total_price: 30,
  order_lines: [line],
}

describe('an order in the other tax mode', () => {
  it('has each amount without the taxes beside it, and tells them by code', () => {
    expect(inTaxMode(order, 'TAX_EXCLUDED')).toEqual({
      ...order,
      order_tax_mode: 'TAX_EXCLUDED',
      order_taxes: [{ code: 'VAT', rate: 20, total_amount: 5 }],
      price: 20,
      shipping_price: 5,
      total_price: 25,
      order_lines: [
        {
          ...line,
          price: 20,
          price_unit: 10,
          origin_unit_price: 13,
          shipping_price: 5,
          total_price: 25,
          refunds: [{ id: 'R1', amount: 10, shipping_amount: 0.5, taxes: [tax(2)], shipping_taxes: [tax(0.1)] }],
          cancelations: [{ id: 'C1', amount: 5, shipping_amount: 0, taxes: [tax(1)], shipping_taxes: [] }],
        },
      ],
    })
  })

  it('has no amount it had not before', () => {
    const damaged = { order_id: 'O1', order_tax_mode: 'TAX_INCLUDED', order_lines: [{ order_line_id: 'L1' }] }

    expect(inTaxMode(damaged, 'TAX_EXCLUDED')).not.toHaveProperty('price')
  })

  it('is the same where no taxes are told, or no other mode is asked for', () => {
    const untaxed = { ...order, order_lines: [{ ...line, taxes: [], shipping_taxes: [] }] }

    expect(inTaxMode(untaxed, 'TAX_EXCLUDED')).toMatchObject({ price: 24, total_price: 30 })
    expect(inTaxMode(order, undefined)).toBe(order)
    expect(inTaxMode(order, 'TAX_INCLUDED')).toBe(order)
  })

  it('has its prices back in the first one, to the cent', () => {
    const cents = fc.integer({ min: 0, max: 1_000_000 })
    const amounts = fc.record({ price: cents, shipping: cents, tax: cents, shippingTax: cents })

    fc.assert(
      fc.property(amounts, (given) => {
        const [price, shipping] = [amountOf(given.price), amountOf(given.shipping)]
        const prices = { price, shipping_price: shipping, total_price: amountOf(given.price + given.shipping) }
        const taxes = { taxes: [tax(amountOf(given.tax))], shipping_taxes: [tax(amountOf(given.shippingTax))] }
        const some = { ...order, ...prices, order_lines: [{ ...line, ...prices, ...taxes, quantity: 1 }] }

        expect(inTaxMode(inTaxMode(some, 'TAX_EXCLUDED'), 'TAX_INCLUDED')).toMatchObject({
          ...prices,
          order_lines: [prices],
        })
      }),
    )
  })
})
