import { describe, expect, it } from 'vitest'
import type { OrderLine, Return } from '../order.js'
import { line, marketplaceRules, minutesAgo, order, refund, returned } from '../testing/builders.js'
import { productFields, refundFields, returnFields } from './order-parts.js'
import { recordOf } from './record-fields.js'

const rules = marketplaceRules({
  links: {
    order: 'https://north.example.com/orders/{orderId}',
    product: 'https://north.example.com/p/{productSku}',
    image: 'https://cdn.north.example.com/{productSku}.jpg',
    channels: { FR: { product: 'https://north.example.com/fr/p/{productSku}' } },
  },
})
const bare = marketplaceRules()

/** A line as a product of the record of an order placed in the French channel. */
const productOf = (about: Partial<OrderLine>, seen: { returns?: readonly Return[]; rules?: typeof rules } = {}) =>
  recordOf(productFields, {
    ...{ order: order({ channel: { code: 'FR', label: 'France' } }), line: line(about) },
    ...{ returns: [], rules, ...seen },
  })

describe('a product of an order’s record', () => {
  it('says what was bought, what became of it and where it is shown', () => {
    const about = {
      ...{ id: 'L7', state: 'INCIDENT_OPEN', quantity: 3, price: '29.97', shippingPrice: '4.9', totalPrice: '34.87' },
      ...{ taxes: '5.81', productSku: 'lamp-7', offerSku: 'L7-black', title: 'Desk lamp', category: 'Lighting' },
      ...{ mediaUrl: '/lamp-7.jpg', shippedAt: minutesAgo(60), receivedAt: minutesAgo(50) },
      refunds: [
        refund({ total: '9.99' }),
        refund({ id: 'F2', total: '0.01' }),
        refund({ id: 'F3', state: 'WAITING_REFUND', total: '5' }),
      ],
    }
    const lines = [
      { orderLineId: 'L7', quantity: 2 },
      { orderLineId: 'L8', quantity: 9 },
    ]

    expect(
      productOf(about, { returns: [returned({ lines }), returned({ id: 'R2', state: 'REFUSED', lines })] }),
    ).toEqual({
      id: 'L7',
      sku: 'lamp-7',
      offerSku: 'L7-black',
      name: 'Desk lamp',
      category: 'Lighting',
      qty: 3,
      price: 29.97,
      total: 34.87,
      refunded: 10,
      returnedQty: 2,
      status: 'INCIDENT_OPEN',
      isInIncident: true,
      url: 'https://north.example.com/fr/p/lamp-7',
      image: 'https://cdn.north.example.com/lamp-7.jpg',
      shippedDate: minutesAgo(60),
      receivedDate: minutesAgo(50),
    })
  })

  it.each(['CANCELED', 'REFUSED'])('is still told where the line is %s, as far as anybody knows it', (state) => {
    expect(productOf({ state, totalPrice: '0' }, { rules: bare })).toEqual({
      id: 'L1',
      sku: 'sku-1',
      name: 'A lamp',
      qty: 1,
      price: 10,
      total: 0,
      refunded: 0,
      returnedQty: 0,
      status: state,
      isInIncident: false,
    })
  })

  it('names no product where Mirakl names none, and shows it nowhere', () => {
    expect(productOf({ productSku: '', title: '', category: '' })).toEqual({
      ...{ id: 'L1', qty: 1, price: 10, total: 10, refunded: 0, returnedQty: 0 },
      ...{ status: 'SHIPPING', isInIncident: false },
    })
  })
})

describe('a refund of an order’s record', () => {
  it('says of which line it is, and how far it has come', () => {
    const asked = refund({ state: 'WAITING_REFUND', total: '1.50' })

    expect(recordOf(refundFields, { line: 'L7', refund: asked })).toEqual({
      id: 'F1',
      group: 'G1',
      line: 'L7',
      state: 'WAITING_REFUND',
      total: 1.5,
      createdDate: '2026-03-08T09:00:00.000Z',
    })
  })

  it('is of no group where Mirakl names none', () => {
    expect(recordOf(refundFields, { line: 'L7', refund: refund({ groupId: undefined }) })).toEqual({
      ...{ id: 'F1', line: 'L7', state: 'REFUNDED', total: 4, createdDate: '2026-03-08T09:00:00.000Z' },
    })
  })
})

describe('a return of an order’s record', () => {
  it('says why and how much goes back, of all its lines', () => {
    const lines = [
      { orderLineId: 'L1', quantity: 2 },
      { orderLineId: 'L2', quantity: 3 },
    ]

    expect(recordOf(returnFields, returned({ reasonCode: 'BROKEN', lines }))).toEqual({
      id: 'R1',
      state: 'IN_PROGRESS',
      reason: 'BROKEN',
      qty: 5,
      createdAt: '2026-03-07T09:00:00.000Z',
      updatedAt: '2026-03-08T09:00:00.000Z',
    })
  })

  it('is of nothing where it names no line, and says no reason where none is given', () => {
    expect(recordOf(returnFields, returned({ state: 'CLOSED', lines: [] }))).toEqual({
      ...{ id: 'R1', state: 'CLOSED', qty: 0 },
      ...{ createdAt: '2026-03-07T09:00:00.000Z', updatedAt: '2026-03-08T09:00:00.000Z' },
    })
  })
})
