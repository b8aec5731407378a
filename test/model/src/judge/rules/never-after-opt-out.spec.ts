import { expect, it } from 'vitest'
import {
  calm,
  chose,
  contact,
  created,
  enrolled,
  evidence,
  readContact,
  readOrder,
  readSuppressed,
  solicited,
} from '../testing/evidence.js'
import { neverAfterOptOut } from './never-after-opt-out.js'

const ann = contact()
const work = contact({ contactId: 2, email: 'ann.work@example.com', status: 'unsubscribed' })

it.each([
  ['an enrolment', enrolled(9)],
  ['an event', solicited(9)],
])('finds %s after the contact was shown as out', (_what, send) => {
  const calls = [readContact(1), readContact(3, { status: 'unsubscribed' }), send]
  expect(neverAfterOptOut(evidence({ dotdigital: calls, acts: [calm(4)] }))).toHaveLength(1)
})

it('finds one after the list of whoever is out had named them', () => {
  const calls = [readContact(1), readSuppressed(3), enrolled(9)]
  expect(neverAfterOptOut(evidence({ dotdigital: calls, acts: [calm(4)] }))).toHaveLength(1)
})

it('finds one where another address of the same customer is out', () => {
  const mirakl = [readOrder(1), readOrder(2, { id: 'O2', email: work.email })]
  const dotdigital = [readContact(1), readContact(3, work), solicited(9)]
  expect(neverAfterOptOut(evidence({ mirakl, dotdigital, acts: [calm(4)] }))).toEqual([
    'marketing to contact 1, although contact 2 is out',
  ])
})

it.each([
  ['nobody is out', [readContact(1), solicited(9)], [calm(4)]],
  ['the answer may still be on its way', [readContact(1), readSuppressed(8), solicited(9)], [calm(4)]],
  ['the word came after the send', [readContact(1), solicited(5), readSuppressed(6)], [calm(2), calm(7)]],
  ['somebody else is out', [readContact(1), readContact(3, work), solicited(9)], [calm(4)]],
  ['they are back', [readSuppressed(1), readContact(6), solicited(9)], [calm(2)]],
])('finds nothing where %s', (_why, dotdigital, acts) => {
  expect(neverAfterOptOut(evidence({ dotdigital, acts }))).toEqual([])
})

it('takes the mark of a contact that Concord made for nobody’s word, until somebody says so', () => {
  const mirakl = [readOrder(1), readOrder(1, { id: 'O2', email: work.email })]
  const dotdigital = [readContact(1, ann), created(1, work), readContact(3, work), solicited(9)]
  const said = chose(2, { ...work, status: 'unsubscribed' })

  expect(neverAfterOptOut(evidence({ mirakl, dotdigital, acts: [calm(4)] }))).toEqual([])
  expect(neverAfterOptOut(evidence({ mirakl, dotdigital, acts: [said, calm(4)] }))).toHaveLength(1)
})
