import { expect, it } from 'vitest'
import { unsent } from './liveness.js'
import {
  account,
  chose,
  contact,
  created,
  evidence,
  readContact,
  readOrder,
  readReturn,
  solicited,
} from './testing/evidence.js'

const mirakl = [readOrder(1, { state: 'SHIPPED' }), readOrder(2)]
const dotdigital = [readContact(1)]

it('misses the message of an order that arrived in peace, of a subscriber', () => {
  expect(unsent(evidence({ mirakl, dotdigital }), 0)).toEqual(['O1 was fitting, and led to no message'])
  expect(unsent(evidence({ mirakl, dotdigital: [...dotdigital, solicited(5)] }), 0)).toEqual([])
})

it('misses none that a kill has left in doubt', () => {
  expect(unsent(evidence({ mirakl, dotdigital }), 1)).toEqual([])
})

it.each([
  ['has not arrived', { mirakl: mirakl.slice(0, 1) }],
  ['was ever in dispute', { mirakl: [readOrder(1, { hasIncident: true }), readOrder(2)] }],
  ['was ever to come back', { mirakl: [...mirakl, readReturn(1, 'IN_PROGRESS'), readReturn(2, 'CLOSED')] }],
  ['is of somebody who was out', { dotdigital: [readContact(1, { status: 'unsubscribed' })] }],
  ['is of somebody new', { before: account({ contacts: [] }), dotdigital: [created(1, contact())] }],
  ['is of somebody who chose', { acts: [chose(1, contact())] }],
  ['shows a relay’s address', { mirakl: [readOrder(2, { email: 'order-1@notification.mirakl.net' })] }],
] as const)('misses none where the order %s', (_why, fields) => {
  expect(unsent(evidence({ mirakl, dotdigital, ...fields }), 0)).toEqual([])
})
