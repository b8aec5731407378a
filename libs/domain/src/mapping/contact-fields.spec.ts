import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Order } from '../order.js'
import { line, minutesAgo, order, refund, returned, seller } from '../testing/builders.js'
import { contactFields, contactFieldsOf, type PurchaseHistory } from './contact-fields.js'

type Bought = PurchaseHistory['orders'][number]

const bought = (about: Partial<Order> = {}, marketplace = 'north', returns: Bought['returns'] = []): Bought => ({
  marketplace,
  order: order(about),
  returns,
})
const fieldsOf = (...orders: Bought[]) => contactFieldsOf({ orders, sellerOf: () => seller({ grade: '4.5' }) })
const costing = (total: string, about: Partial<Order> = {}): Partial<Order> => ({
  ...about,
  lines: [line({ totalPrice: total, state: about.state ?? 'RECEIVED' })],
})
/** Few, so that orders often share one. */
const instants = fc.nat(2).map(minutesAgo)

const histories = fc.array(
  fc
    .record({
      id: fc.constantFrom('A', 'B', 'C'),
      marketplace: fc.constantFrom('north', 'south'),
      createdAt: instants,
      currency: fc.constantFrom('EUR', 'GBP'),
      state: fc.constantFrom('SHIPPING', 'RECEIVED', 'CANCELED'),
      cents: fc.nat(100_000),
      isRefunded: fc.boolean(),
      isKnown: fc.boolean(),
      returns: fc.constantFrom([], [returned()]),
    })
    .map(({ marketplace, cents, isRefunded, isKnown, returns, ...about }) => {
      const total = (cents / 100).toFixed(2)
      const refunds = isRefunded ? [refund({ total })] : []
      const unknown = isKnown ? {} : { shop: undefined, channel: undefined }
      const lines = [line({ totalPrice: total, state: about.state, refunds })]
      return bought({ ...about, ...unknown, lines }, marketplace, returns)
    }),
  { maxLength: 6 },
)
const money = ['MP_SPEND', 'MP_REFUNDED', 'MP_AVERAGE_ORDER']
const moneyOf = (orders: readonly Bought[]) => {
  const fields = fieldsOf(...orders)
  return money.map((name) => fields[name])
}

describe('the data fields', () => {
  it('have names Dotdigital takes, all under Concord’s prefix, and each once', () => {
    const names = contactFields.map(({ name }) => name)

    expect(names.filter((name) => !/^MP_[A-Z_]{1,17}$/.test(name))).toEqual([])
    expect(new Set(names).size).toBe(names.length)
    expect(contactFields.filter(({ meaning }) => meaning === '')).toEqual([])
  })

  it('keep their types for ever, since Dotdigital locks them', () => {
    const namesOf = (type: string) => contactFields.filter((field) => field.type === type).map(({ name }) => name)

    expect({ String: namesOf('String'), Numeric: namesOf('Numeric'), Date: namesOf('Date') }).toEqual({
      String: ['MP_CURRENCY', 'MP_LAST_STATE', 'MP_LAST_SELLER', 'MP_CHANNELS', 'MP_MARKETPLACES'],
      Numeric: ['MP_ORDERS', 'MP_SPEND', 'MP_REFUNDED', 'MP_AVERAGE_ORDER', 'MP_OPEN_DISPUTES', 'MP_LAST_SELLER_GRADE'],
      Date: ['MP_FIRST_ORDER', 'MP_LAST_ORDER'],
    })
  })

  it('always hold the type they were made with, or are cleared', () => {
    fc.assert(
      fc.property(histories, (orders) => {
        const values = fieldsOf(...orders)

        expect(Object.keys(values)).toEqual(contactFields.map(({ name }) => name))
        for (const { name, type } of contactFields) {
          const value = values[name]
          if (value === null) continue
          expect([name, typeof value]).toEqual([name, type === 'Numeric' ? 'number' : 'string'])
          if (type === 'Numeric') expect(value).not.toBeNaN()
          if (type === 'Date') expect(new Date(String(value)).toISOString()).toBe(value)
        }
      }),
    )
  })

  it('are the same in whatever order the history is read', () => {
    const shuffled = histories.chain((orders) =>
      fc.tuple(fc.constant(orders), fc.shuffledSubarray(orders, { minLength: orders.length })),
    )
    fc.assert(
      fc.property(shuffled, ([orders, otherwise]) => {
        const distinct = new Set(orders.map(({ marketplace, order: { id } }) => `${marketplace} ${id}`))
        fc.pre(distinct.size === orders.length)
        expect(fieldsOf(...otherwise)).toEqual(fieldsOf(...orders))
      }),
    )
  })

  it('never add one currency to another', () => {
    fc.assert(
      fc.property(histories, (orders) => {
        const { MP_CURRENCY: currency } = fieldsOf(...orders)
        const inCurrency = orders.filter((one) => one.order.currency === currency)

        expect(moneyOf(orders)).toEqual(moneyOf(inCurrency))
      }),
    )
    expect(
      fieldsOf(
        bought(costing('10', { id: 'A', currency: 'GBP', createdAt: minutesAgo(30) })),
        bought(costing('20', { id: 'B', currency: 'EUR', createdAt: minutesAgo(20) })),
      ),
    ).toMatchObject({ MP_ORDERS: 2, MP_SPEND: 20, MP_AVERAGE_ORDER: 20, MP_CURRENCY: 'EUR' })
  })

  it('tell a life of purchases', () => {
    const canceled = bought(costing('99', { id: 'C', state: 'CANCELED', createdAt: minutesAgo(1) }))
    const lines = [line({ totalPrice: '10.10', refunds: [refund({ total: '3' })] })]
    const first = bought({ id: 'A', createdAt: minutesAgo(90), channel: { code: 'FR', label: '' }, lines })
    const last = bought(costing('20', { id: 'B', state: 'RECEIVED', createdAt: minutesAgo(30) }), 'south', [returned()])

    expect(fieldsOf(last, canceled, first)).toEqual({
      MP_ORDERS: 2,
      MP_SPEND: 27.1,
      MP_REFUNDED: 3,
      MP_AVERAGE_ORDER: 13.55,
      MP_CURRENCY: 'EUR',
      MP_FIRST_ORDER: minutesAgo(90),
      MP_LAST_ORDER: minutesAgo(30),
      MP_LAST_STATE: 'RECEIVED',
      MP_OPEN_DISPUTES: 1,
      MP_LAST_SELLER: 'Lamps & Co',
      MP_LAST_SELLER_GRADE: 4.5,
      MP_CHANNELS: 'FR,UK',
      MP_MARKETPLACES: 'north,south',
    })
  })

  it('tell of an order what it says, where it names no channel', () => {
    const inShop = bought({ id: 'A' })
    const nowhere = bought({ id: 'B', channel: undefined })

    expect(fieldsOf(inShop, nowhere)).toMatchObject({ MP_CHANNELS: 'UK' })
    expect(fieldsOf(nowhere)).toMatchObject({ MP_CHANNELS: null })
  })

  it.each([
    ['is not known', undefined],
    ['nobody has rated', seller({ grade: undefined })],
  ])('clear the grade of a seller who %s', (_what, known) => {
    expect(contactFieldsOf({ orders: [bought()], sellerOf: () => known })).toMatchObject({
      MP_LAST_SELLER: 'Lamps & Co',
      MP_LAST_SELLER_GRADE: null,
    })
  })

  it('are zero or cleared for somebody who bought nothing', () => {
    expect(fieldsOf()).toMatchObject({
      MP_ORDERS: 0,
      MP_SPEND: 0,
      MP_AVERAGE_ORDER: 0,
      MP_LAST_ORDER: null,
      MP_CHANNELS: null,
    })
  })
})
