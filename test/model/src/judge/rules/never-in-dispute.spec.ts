import { expect, it } from 'vitest'
import { calm, enrolled, evidence, readContact, readOrder, readReturn, solicited } from '../testing/evidence.js'
import { neverInDispute } from './never-in-dispute.js'

const sent = [readContact(0), solicited(9)]

it.each([
  ['an incident', [readOrder(1, { hasIncident: true })]],
  ['a line in incident', [readOrder(1, { line: 'INCIDENT_OPEN' })]],
  ['a line that waits for its money', [readOrder(1, { line: 'WAITING_REFUND_PAYMENT' })]],
  ['a refund under way', [readOrder(1, { refund: 'WAITING_REFUND' })]],
  ['an open return', [readOrder(1), readReturn(1, 'IN_PROGRESS')]],
])('finds a message about an order with %s', (_what, mirakl) => {
  expect(neverInDispute(evidence({ mirakl, dotdigital: sent, acts: [calm(2)] }))).toHaveLength(1)
})

it.each([
  ['in peace', [readOrder(1), readReturn(1, 'CLOSED')]],
  ['paid back', [readOrder(1, { refund: 'REFUNDED' })]],
  ['in a dispute that may not have been taken in yet', [readOrder(1), readOrder(8, { hasIncident: true })]],
  ['whose dispute has just ended', [readOrder(1, { hasIncident: true }), readOrder(8)]],
])('finds nothing about an order %s', (_what, mirakl) => {
  expect(neverInDispute(evidence({ mirakl, dotdigital: sent, acts: [calm(2)] }))).toEqual([])
})

it('finds an enrolment of somebody all of whose orders are in dispute', () => {
  const bad = readOrder(1, { hasIncident: true })
  const dotdigital = [readContact(0), enrolled(9)]
  expect(neverInDispute(evidence({ mirakl: [bad], dotdigital, acts: [calm(2)] }))).toHaveLength(1)
  expect(neverInDispute(evidence({ mirakl: [bad, readOrder(1, { id: 'O2' })], dotdigital, acts: [calm(2)] }))).toEqual(
    [],
  )
})
