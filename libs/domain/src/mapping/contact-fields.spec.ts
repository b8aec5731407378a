import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import type { Order } from '../order.js'
import { line, minutesAgo, order, refund, returned, seller } from '../testing/builders.js'
import { contactFields, contactFieldsOf } from './contact-fields.js'
import type { Bought } from './purchase-history.js'

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
      category: fc.constantFrom(undefined, '', 'Lamps', 'Chairs'),
      receivedAt: fc.option(instants, { nil: undefined }),
      locale: fc.constantFrom(undefined, 'fr_FR', 'x'.repeat(300)),
      returns: fc.constantFrom([], [returned()]),
    })
    .map(({ marketplace, cents, isRefunded, isKnown, returns, category, receivedAt, locale, ...about }) => {
      const total = (cents / 100).toFixed(2)
      const refunds = isRefunded ? [refund({ total })] : []
      const unknown = isKnown ? {} : { shop: undefined, channel: undefined }
      const lines = [line({ totalPrice: total, state: about.state, refunds, category, receivedAt })]
      return bought({ ...about, ...unknown, customer: { locale }, lines }, marketplace, returns)
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
      String: [
        ...['MP_CURRENCY', 'MP_LAST_ORDER_ID', 'MP_LAST_STATE', 'MP_LAST_SELLER', 'MP_LAST_CATEGORY'],
        ...['MP_TOP_CATEGORY', 'MP_LAST_CHANNEL', 'MP_CHANNELS', 'MP_MARKETPLACES', 'MP_LOCALE'],
      ],
      Numeric: [
        ...['MP_ORDERS', 'MP_ITEMS', 'MP_SPEND', 'MP_REFUNDED', 'MP_AVERAGE_ORDER', 'MP_LAST_TOTAL'],
        ...['MP_OPEN_DISPUTES', 'MP_CANCELED', 'MP_RETURNS', 'MP_LAST_SELLER_GRADE', 'MP_SELLERS'],
      ],
      Date: ['MP_FIRST_ORDER', 'MP_LAST_ORDER', 'MP_LAST_DELIVERY', 'MP_LAST_DISPUTE', 'MP_LAST_REFUND'],
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
          if (type === 'String') expect(String(value)).toMatch(/^.{1,255}$/)
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
    const lines = [
      line({ totalPrice: '10.10', quantity: 3, category: 'Lamps', refunds: [refund({ total: '3' })] }),
      line({ id: 'L2', totalPrice: '9', quantity: 4, state: 'REFUSED', category: 'Rugs' }),
    ]
    const french = { channel: { code: 'FR', label: '' }, customer: { locale: 'fr_FR' } }
    const first = bought({ id: 'A', createdAt: minutesAgo(90), ...french, lines })
    const arrived = [line({ totalPrice: '20', state: 'RECEIVED', category: 'Chairs', receivedAt: minutesAgo(9) })]
    const last = bought({ id: 'B', state: 'RECEIVED', createdAt: minutesAgo(30), lines: arrived }, 'south', [
      returned(),
    ])

    expect(fieldsOf(last, canceled, first)).toEqual({
      MP_ORDERS: 2,
      MP_ITEMS: 4,
      MP_SPEND: 27.1,
      MP_REFUNDED: 3,
      MP_AVERAGE_ORDER: 13.55,
      MP_CURRENCY: 'EUR',
      MP_FIRST_ORDER: minutesAgo(90),
      MP_LAST_ORDER: minutesAgo(30),
      MP_LAST_ORDER_ID: 'B',
      MP_LAST_TOTAL: 20,
      MP_LAST_STATE: 'RECEIVED',
      MP_LAST_DELIVERY: minutesAgo(9),
      MP_OPEN_DISPUTES: 1,
      MP_LAST_DISPUTE: refund().createdAt,
      MP_CANCELED: 1,
      MP_RETURNS: 1,
      MP_LAST_REFUND: refund().createdAt,
      MP_SELLERS: 2,
      MP_LAST_CATEGORY: 'Chairs',
      MP_TOP_CATEGORY: 'Chairs',
      MP_LAST_CHANNEL: 'UK',
      MP_LOCALE: 'fr_FR',
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
    expect(fieldsOf(nowhere)).toMatchObject({ MP_CHANNELS: null, MP_LAST_CHANNEL: null })
  })

  it('are cleared of what an order names by an empty text, or not at all', () => {
    const nameless = { shop: { id: 's', name: '' }, channel: { code: '', label: '' } }

    expect(fieldsOf(bought(nameless))).toMatchObject({
      ...{ MP_LAST_SELLER: null, MP_LAST_CHANNEL: null, MP_CHANNELS: null },
      ...{ MP_LAST_CATEGORY: null, MP_TOP_CATEGORY: null },
    })
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
      MP_ITEMS: 0,
      MP_SELLERS: 0,
      MP_CANCELED: 0,
      MP_RETURNS: 0,
      MP_LAST_ORDER: null,
      MP_LAST_TOTAL: null,
      MP_CHANNELS: null,
      MP_LAST_DISPUTE: null,
      MP_TOP_CATEGORY: null,
      MP_LOCALE: null,
    })
  })

  it('leave room in an account for the fields of others', () => {
    const count = (type: string) => contactFields.filter((field) => field.type === type).length

    expect(count('Numeric')).toBeLessThan(25)
    expect(count('Date')).toBeLessThan(25)
  })

  it('say from where in Mirakl they are, and when they are cleared', () => {
    expect(contactFields.filter(({ source, clearedWhen }) => source === '' || clearedWhen === '')).toEqual([])
  })

  it('know when something last went wrong, whichever way, even with orders that came to nothing', () => {
    const incident = { lineId: 'L1', number: 1, openedAt: minutesAgo(40) }
    const gone = bought({ id: 'A', state: 'CANCELED' }, 'north', [returned({ createdAt: minutesAgo(50) })])
    const asked = [
      refund({ state: 'WAITING_REFUND', createdAt: minutesAgo(45) }),
      refund({ createdAt: minutesAgo(60) }),
    ]
    const refunded = bought({ id: 'B', lines: [line({ refunds: asked })] })

    expect(fieldsOf(gone)).toMatchObject({ MP_LAST_DISPUTE: minutesAgo(50), MP_RETURNS: 1, MP_CANCELED: 1 })
    expect(fieldsOf(gone, refunded)).toMatchObject({ MP_LAST_DISPUTE: minutesAgo(45), MP_LAST_REFUND: minutesAgo(60) })
    expect(fieldsOf({ ...gone, incidents: [incident] }, refunded)).toMatchObject({ MP_LAST_DISPUTE: minutesAgo(40) })
  })

  it('name the category of most lines, and of several the one bought last', () => {
    const lineOf = (category: string | undefined, index: number) => line({ id: `L${index}`, category })
    const of = (...categories: readonly (string | undefined)[]) =>
      fieldsOf(bought({ lines: categories.map(lineOf) }))['MP_TOP_CATEGORY']

    expect(of('Lamps', 'Chairs', 'Lamps')).toBe('Lamps')
    expect(of('Lamps', 'Chairs')).toBe('Chairs')
    expect(of('Lamps', 'Chairs', undefined, '', 'Chairs', 'Lamps', 'Rugs')).toBe('Lamps')
  })

  it('name the category of the newest order by the first line that stands and has one', () => {
    const refused = line({ id: 'L0', state: 'REFUSED', category: 'Rugs' })
    const lines = [
      refused,
      line({ category: '' }),
      line({ id: 'L2', category: 'Lamps' }),
      line({ id: 'L3', category: 'Pots' }),
    ]

    expect(fieldsOf(bought({ lines }))).toMatchObject({ MP_LAST_CATEGORY: 'Lamps' })
  })

  it('count a seller once in each marketplace, and none where an order names none', () => {
    const orders = [
      bought({ id: 'A' }),
      bought({ id: 'B' }),
      bought({ id: 'C' }, 'south'),
      bought({ id: 'D', shop: undefined }),
    ]

    expect(fieldsOf(...orders)).toMatchObject({ MP_SELLERS: 2 })
  })

  it('take the language of the newest order that tells one', () => {
    const at = (minutes: number, locale?: string) =>
      bought({ id: `${minutes}`, createdAt: minutesAgo(minutes), customer: { locale } })

    expect(fieldsOf(at(9, 'de_DE'), at(5, 'fr_FR'), at(1), at(2, ''))).toMatchObject({ MP_LOCALE: 'fr_FR' })
  })

  it('list as many channels as a text holds, each whole', () => {
    const codes = Array.from({ length: 9 }, (_, index) => `${index}`.repeat(50))
    const orders = codes.map((code) => bought({ id: code, channel: { code, label: '' } }))

    expect(fieldsOf(...orders)['MP_CHANNELS']).toBe(codes.slice(0, 5).join(','))
  })

  it('list what fills a text to its last character', () => {
    const codes = ['A', 'B', 'C', 'D'].map((letter) => letter.repeat(63))
    const orders = codes.map((code) => bought({ id: code, channel: { code, label: '' } }))

    expect(codes.join(',')).toHaveLength(255)
    expect(fieldsOf(...orders)['MP_CHANNELS']).toBe(codes.join(','))
  })

  it('cut a text that is too long for a field', () => {
    expect(fieldsOf(bought({ shop: { id: 's', name: `${'x'.repeat(254)}👍` } }))['MP_LAST_SELLER']).toBe(
      'x'.repeat(254),
    )
  })
})
