import { expect, it } from 'vitest'
import { account, contact, evidence, readOrder } from './testing/evidence.js'
import { totalsOff } from './totals.js'

const line = (about: object = {}) => ({ order_line_state: 'RECEIVED', total_price: 24.5, refunds: [], ...about })
const order = (about: object = {}) => ({
  ...{ order_id: 'O1', order_state: 'RECEIVED', customer: { customer_id: 'C1' }, order_lines: [line()] },
  ...about,
})
const record = (about: object = {}, ownerContactId = 1) => ({
  ownerContactId,
  json: { orderStatus: 'RECEIVED', orderTotal: 24.5, ...about },
})
const holding = (fields: object, records: object = { 'acme-O1': record() }) =>
  account({
    contacts: [contact({ dataFields: { MP_ORDERS: 1, MP_SPEND: 24.5, ...fields } })],
    records: { Orders: { ...records } },
  })
const served = [readOrder(1)]

it('finds nothing where Dotdigital holds what Mirakl does', () => {
  expect(totalsOff(evidence({ mirakl: served, after: holding({}) }), [order()])).toEqual([])
})

it('takes off what was paid back, and lines that were canceled', () => {
  const refunds = [
    { state: 'REFUNDED', amount: 4, shipping_amount: 0.5 },
    { state: 'WAITING_REFUND', amount: 1 },
  ]
  const order_lines = [line({ refunds }), line({ order_line_state: 'CANCELED' })]
  const after = holding({ MP_SPEND: 20 }, { 'acme-O1': record({ orderTotal: 20 }) })

  expect(totalsOff(evidence({ mirakl: served, after }), [order({ order_lines })])).toEqual([])
})

it.each([
  ['the number of orders is off', holding({ MP_ORDERS: 2 })],
  ['the spend is off by a cent', holding({ MP_SPEND: 24.51 })],
  ['the record is missing', holding({}, {})],
  ['the record shows another state', holding({}, { 'acme-O1': record({ orderStatus: 'SHIPPED' }) })],
  ['the record shows another total', holding({}, { 'acme-O1': record({ orderTotal: 24.51 }) })],
  ['the record is somebody else’s', holding({}, { 'acme-O1': record({}, 9) })],
  ['there is a record too many', holding({}, { 'acme-O1': record(), 'acme-O2': record() })],
])('finds it where %s', (_what, after) => {
  expect(totalsOff(evidence({ mirakl: served, after }), [order()])).toHaveLength(1)
})

it('wants nothing of somebody whose address nobody knows', () => {
  const mirakl = [readOrder(1, { email: 'order-1@notification.mirakl.net' })]
  const nothing = account({ contacts: [contact({ dataFields: {} })], records: { Orders: {} } })

  expect(totalsOff(evidence({ mirakl, after: nothing }), [order()])).toEqual([])
  expect(totalsOff(evidence({ mirakl, after: holding({}) }), [order()])).toEqual([
    'acme-O1 is in Dotdigital, and its order is nobody’s',
  ])
})
