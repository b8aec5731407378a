import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { line, marketplaceRules, minutesAgo, order, refund, returned } from '../testing/builders.js'
import { compact, insightKey, orderRecordOf } from './order-record.js'

const rules = marketplaceRules({
  links: {
    order: 'https://north.example.com/orders/{orderId}',
    product: 'https://north.example.com/p/{productSku}',
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
      shipping: { typeCode: 'STD', carrier: 'DHL', tracking: 'T1', trackingUrl: 'https://dhl.example.com/T1' },
      lines: [
        line({
          price: '20.5',
          totalPrice: '25.5',
          quantity: 2,
          mediaUrl: '/lamp.jpg',
          category: 'Lamps',
          refunds: [refund({ total: '4.05' })],
        }),
      ],
    })

    expect(orderRecordOf(bought, [returned()], rules)).toEqual({
      id: 'C1-A',
      checkoutId: 'C1',
      marketplace: 'north',
      channel: 'UK',
      purchaseDate: bought.createdAt,
      orderStatus: 'RECEIVED',
      isInDispute: true,
      currency: 'EUR',
      taxMode: 'TAX_INCLUDED',
      orderTotal: 21.45,
      orderSubtotal: 25.5,
      deliveryTotal: 5,
      refundTotal: 4.05,
      deliveryMethod: 'STD',
      carrier: 'DHL',
      trackingNumber: 'T1',
      trackingUrl: 'https://dhl.example.com/T1',
      sellerId: 'shop-1',
      sellerName: 'Lamps & Co',
      orderUrl: 'https://north.example.com/orders/C1-A',
      products: [
        {
          id: 'L1',
          sku: 'sku-1',
          name: 'A lamp',
          category: 'Lamps',
          qty: 2,
          price: 20.5,
          total: 25.5,
          status: 'SHIPPING',
          url: 'https://north.example.com/p/sku-1',
          image: 'https://media.north.example.com/lamp.jpg',
        },
      ],
      returns: [{ id: 'R1', state: 'IN_PROGRESS', createdAt: returned().createdAt }],
    })
  })

  it('says of an order in peace that it is', () => {
    expect(orderRecordOf(order(), [], rules)['isInDispute']).toBe(false)
  })

  it('says nothing of who the customer is', () => {
    const told = JSON.stringify(
      orderRecordOf(order({ customer: { id: 'customer-1', email: 'sue@example.org' } }), [], rules),
    )

    expect(told).not.toMatch(/sue|customer-1/)
  })

  it('never varies the type of a field, and never holds what is empty, over all orders there may be', () => {
    const kinds = new Map<string, string>()
    fc.assert(
      fc.property(orders, fc.array(fc.constant(returned()), { maxLength: 1 }), (bought, returns) => {
        for (const [path, kind] of kindsIn(JSON.parse(JSON.stringify(orderRecordOf(bought, returns, rules))))) {
          expect([path, kinds.get(path) ?? kind]).toEqual([path, kind])
          kinds.set(path, kind)
        }
        expect(JSON.stringify(orderRecordOf(bought, returns, rules))).not.toMatch(/:(""|\[\]|null|\{\})/)
      }),
    )
    expect(kinds.get('.products[].image')).toBe('string')
    expect(kinds.get('.orderTotal')).toBe('number')
  })
})

describe('compact', () => {
  it('leaves out what is missing or empty, and nothing else', () => {
    expect(compact({ a: undefined, b: '', c: [], d: 0, e: false, f: ' ', g: [0] })).toEqual({
      d: 0,
      e: false,
      f: ' ',
      g: [0],
    })
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
