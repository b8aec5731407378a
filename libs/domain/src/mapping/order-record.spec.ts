import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { line, marketplaceRules, minutesAgo, order, refund, returned } from '../testing/builders.js'
import { insightKey, orderFields, orderRecordOf } from './order-record.js'

const rules = marketplaceRules({
  links: {
    order: 'https://north.example.com/orders/{orderId}',
    product: 'https://north.example.com/p/{productSku}',
    review: 'https://north.example.com/rate/{orderId}',
    media: 'https://media.north.example.com',
    channels: {},
  },
})
const maybe = <T>(value: fc.Arbitrary<T>) => fc.option(value, { nil: undefined })
const texts = maybe(fc.constantFrom('', 'a', 'b c'))
const amounts = fc.nat(100_000).map((cents) => (cents / 100).toFixed(2))
const instants = fc.nat(10_000).map(minutesAgo)

const orders = fc
  .record({
    state: fc.constantFrom('SHIPPING', 'RECEIVED', 'CANCELED'),
    channel: maybe(fc.constant({ code: 'UK', label: 'United Kingdom' })),
    shop: maybe(fc.constantFrom({ id: 's', name: '' }, { id: 's', name: 'Lamps' })),
    shippingPrice: amounts,
    shipping: fc.record({ typeCode: texts, carrier: texts, tracking: texts, trackingUrl: texts }),
    lines: fc.array(
      fc.record({
        price: amounts,
        totalPrice: amounts,
        productSku: fc.constantFrom('', 'sku'),
        title: fc.constantFrom('', 'A lamp'),
        category: texts,
        mediaUrl: texts,
        shippedAt: maybe(instants),
        receivedAt: maybe(instants),
      }),
      { maxLength: 2 },
    ),
  })
  .map(({ lines, ...about }) => order({ ...about, lines: lines.map(line) }))

/** Every place in a record with the kind of value that stands there. */
const kindsIn = (value: unknown, path = ''): (readonly [string, string])[] => {
  if (Array.isArray(value)) return [[path, 'list'], ...value.flatMap((item) => kindsIn(item, `${path}[]`))]
  if (value === null || typeof value !== 'object') return [[path, value === null ? 'null' : typeof value]]
  return [[path, 'object'], ...Object.entries(value).flatMap(([name, item]) => kindsIn(item, `${path}.${name}`))]
}

describe('orderRecordOf', () => {
  it('says what the customer bought, paid and can see', () => {
    const bought = order({
      state: 'RECEIVED',
      shippingPrice: '5',
      acceptedAt: minutesAgo(90),
      debitedAt: minutesAgo(80),
      shippingDeadlineAt: minutesAgo(70),
      customer: { id: 'customer-1', locale: 'fr_FR' },
      shipping: { typeCode: 'STD', carrier: 'DHL', tracking: 'T1', trackingUrl: 'https://dhl.example.com/T1' },
      lines: [
        line({
          price: '20.5',
          totalPrice: '25.5',
          quantity: 2,
          mediaUrl: '/lamp.jpg',
          category: 'Lamps',
          offerSku: 'offer-1',
          shippedAt: minutesAgo(60),
          receivedAt: minutesAgo(50),
          refunds: [refund({ total: '4.05' }), refund({ id: 'F2', state: 'WAITING_REFUND', total: '1.5' })],
        }),
      ],
    })
    const incidents = [
      { lineId: 'L1', number: 1, openedAt: minutesAgo(40), closedAt: minutesAgo(30) },
      { lineId: 'L1', number: 2, openedAt: minutesAgo(20), closedAt: minutesAgo(19) },
      { lineId: 'L1', number: 3, openedAt: minutesAgo(10) },
    ]
    const projected = {
      order: bought,
      returns: [returned({ reasonCode: 'BROKEN' })],
      incidents,
      inDisputeSince: minutesAgo(40),
    }

    expect(orderRecordOf(projected, rules)).toEqual({
      id: 'C1-A',
      checkoutId: 'C1',
      marketplace: 'north',
      channel: 'UK',
      locale: 'fr_FR',
      purchaseDate: bought.createdAt,
      acceptedDate: minutesAgo(90),
      paidDate: minutesAgo(80),
      shippingDeadline: minutesAgo(70),
      shippedDate: minutesAgo(60),
      receivedDate: minutesAgo(50),
      orderStatus: 'RECEIVED',
      isInDispute: true,
      inDisputeSince: minutesAgo(40),
      openIncidents: 1,
      closedIncidents: 2,
      currency: 'EUR',
      taxMode: 'TAX_INCLUDED',
      orderTotal: 21.45,
      orderSubtotal: 25.5,
      deliveryTotal: 5,
      refundTotal: 4.05,
      refundPending: 1.5,
      items: 2,
      deliveryMethod: 'STD',
      carrier: 'DHL',
      trackingNumber: 'T1',
      trackingUrl: 'https://dhl.example.com/T1',
      sellerId: 'shop-1',
      sellerName: 'Lamps & Co',
      orderUrl: 'https://north.example.com/orders/C1-A',
      reviewUrl: 'https://north.example.com/rate/C1-A',
      products: [
        {
          id: 'L1',
          sku: 'sku-1',
          offerSku: 'offer-1',
          name: 'A lamp',
          category: 'Lamps',
          qty: 2,
          price: 20.5,
          total: 25.5,
          refunded: 4.05,
          returnedQty: 1,
          status: 'SHIPPING',
          isInIncident: false,
          url: 'https://north.example.com/p/sku-1',
          image: 'https://media.north.example.com/lamp.jpg',
          shippedDate: minutesAgo(60),
          receivedDate: minutesAgo(50),
        },
      ],
      refunds: [
        { id: 'F1', group: 'G1', line: 'L1', state: 'REFUNDED', total: 4.05, createdDate: refund().createdAt },
        { id: 'F2', group: 'G1', line: 'L1', state: 'WAITING_REFUND', total: 1.5, createdDate: refund().createdAt },
      ],
      returns: [
        {
          id: 'R1',
          state: 'IN_PROGRESS',
          reason: 'BROKEN',
          qty: 1,
          createdAt: returned().createdAt,
          updatedAt: returned().updatedAt,
        },
      ],
    })
  })

  it('says of an order that tells the least no more than that', () => {
    const least = order({ channel: undefined, shop: undefined, customer: {}, lines: [] })

    expect(orderRecordOf({ order: least, returns: [] }, marketplaceRules())).toEqual({
      id: 'C1-A',
      checkoutId: 'C1',
      marketplace: 'north',
      purchaseDate: least.createdAt,
      orderStatus: 'SHIPPING',
      isInDispute: false,
      openIncidents: 0,
      closedIncidents: 0,
      currency: 'EUR',
      taxMode: 'TAX_INCLUDED',
      orderTotal: 0,
      orderSubtotal: 0,
      deliveryTotal: 0,
      refundTotal: 0,
      refundPending: 0,
      items: 0,
      orderUrl: 'https://north.example.com/orders/C1-A',
    })
  })

  it('counts what stands, and tells the rest line by line', () => {
    const lines = [
      line({ id: 'L1', quantity: 2, totalPrice: '20.2', refunds: [refund({ total: '0.1' })] }),
      line({ id: 'L2', quantity: 3, totalPrice: '0.1', taxes: '2' }),
      line({
        id: 'L3',
        quantity: 5,
        state: 'CANCELED',
        totalPrice: '30',
        refunds: [refund({ id: 'F3', total: '30' })],
      }),
      line({ id: 'L4', quantity: 7, state: 'REFUSED', refunds: [refund({ id: 'F4', state: 'CREATED', total: '3' })] }),
    ]
    const record = orderRecordOf({ order: order({ taxMode: 'TAX_EXCLUDED', lines }), returns: [] }, rules)

    expect(record).toMatchObject({
      ...{ taxMode: 'TAX_EXCLUDED', items: 5, orderSubtotal: 20.3, orderTotal: 20.2 },
      ...{ refundTotal: 30.1, refundPending: 3, isInDispute: true },
      products: ['L1', 'L2', 'L3', 'L4'].map((id) => ({ id })),
      refunds: [
        { id: 'F1', line: 'L1', total: 0.1 },
        { id: 'F3', line: 'L3', total: 30 },
        { id: 'F4', line: 'L4', total: 3 },
      ],
    })
    expect(record).not.toHaveProperty('returns')
  })

  it('has left, or arrived, when the last of what stands of it has', () => {
    const recordOf = (...lines: readonly Parameters<typeof line>[0][]) =>
      orderRecordOf({ order: order({ lines: lines.map(line) }), returns: [] }, rules)
    const [early, late] = [minutesAgo(9), minutesAgo(5)]

    expect(recordOf({ shippedAt: late }, { shippedAt: early })['shippedDate']).toBe(late)
    expect(recordOf({ shippedAt: late, receivedAt: late }, {})['shippedDate']).toBeUndefined()
    expect(recordOf({ shippedAt: late, receivedAt: late }, { state: 'CANCELED' })).toMatchObject({
      shippedDate: late,
      receivedDate: late,
    })
  })

  it('counts what goes back of a line by the returns that stand', () => {
    const lines = [
      { orderLineId: 'L1', quantity: 2 },
      { orderLineId: 'L2', quantity: 1 },
    ]
    const returns = ['CLOSED', 'IN_PROGRESS', 'CANCELED', 'REFUSED'].map((state) => returned({ state, lines }))
    const bought = order({ lines: [line({ state: 'INCIDENT_OPEN' }), line({ id: 'L2' }), line({ id: 'L3' })] })
    const { products, returns: told } = orderRecordOf({ order: bought, returns }, rules)

    expect(products).toMatchObject([
      { returnedQty: 4, isInIncident: true },
      { returnedQty: 2, isInIncident: false },
      { returnedQty: 0, isInIncident: false },
    ])
    expect(told).toMatchObject([{ qty: 3 }, { qty: 3 }, { qty: 3 }, { qty: 3 }])
  })

  it('leaves out a link that does not resolve, and says the rest', () => {
    const broken = marketplaceRules({ links: { ...rules.links, order: 'https://s.example/{locale}' } })
    const record = orderRecordOf({ order: order({ lines: [line({ productSku: '' })] }), returns: [] }, broken)

    expect(record).toMatchObject({ reviewUrl: 'https://north.example.com/rate/C1-A' })
    expect(record).not.toHaveProperty('orderUrl')
    expect(record['products']).not.toContainEqual(expect.objectContaining({ url: expect.anything() as string }))
  })

  it('is of types by what its fields are declared as', () => {
    const kinds = new Set(Object.values(orderFields).map(({ kind }) => kind))

    expect(kinds).toEqual(new Set(['text', 'date', 'boolean', 'number', 'list']))
    expect(orderFields['orderTotal']?.kind).toBe('number')
  })

  it('says of an order in peace that it is', () => {
    expect(orderRecordOf({ order: order(), returns: [] }, rules)['isInDispute']).toBe(false)
  })

  it('says nothing of who the customer is', () => {
    const told = JSON.stringify(
      orderRecordOf({ order: order({ customer: { id: 'customer-1', email: 'sue@example.org' } }), returns: [] }, rules),
    )

    expect(told).not.toMatch(/sue|customer-1/)
  })

  it('never varies the type of a field, and never holds what is empty, over all orders there may be', () => {
    const kinds = new Map<string, string>()
    fc.assert(
      fc.property(orders, fc.array(fc.constant(returned()), { maxLength: 1 }), (bought, returns) => {
        for (const [path, kind] of kindsIn(
          JSON.parse(JSON.stringify(orderRecordOf({ order: bought, returns }, rules))),
        )) {
          expect([path, kinds.get(path) ?? kind]).toEqual([path, kind])
          kinds.set(path, kind)
        }
        expect(JSON.stringify(orderRecordOf({ order: bought, returns }, rules))).not.toMatch(/:(""|\[\]|null|\{\})/)
      }),
    )
    expect(kinds.get('.products[].image')).toBe('string')
    expect(kinds.get('.orderTotal')).toBe('number')
  })
})

it('keys are unique between the orders of one marketplace, and say which it is', () => {
  expect(insightKey('north', 'C1-A')).toBe('north-C1-A')
  fc.assert(
    fc.property(fc.string(), fc.string(), (one, other) => {
      fc.pre(one !== other)
      expect(insightKey('north', one)).not.toBe(insightKey('north', other))
    }),
  )
})
