import { expect, it } from 'vitest'
import { notOnce } from './once.js'
import { reviewCollection } from '../world/mapping.js'
import { account, evidence, solicited } from './testing/evidence.js'

const message = { campaignId: 1001, orderId: 'O1' }
const told = (trigger: string, sent: number, unknown = 0) => ({
  ...{ recorded: sent + unknown, holds: true },
  shares: [
    { trigger, state: 'sent', reason: 'sent', owner: 'concord', count: sent },
    { trigger, state: 'unknown', reason: 'answer-lost', owner: 'operations', count: unknown },
  ],
})
const holding = (...orderIds: readonly string[]) =>
  account({
    records: {
      [reviewCollection]: Object.fromEntries(
        orderIds.map((id, nth) => [nth, { json: { eventData: { order_id: id } } }]),
      ),
    },
  })
const taken = solicited(1)

it('finds nothing where each went out once, as it is told', () => {
  expect(notOnce(evidence(), [message], told('shipped', 1))).toEqual([])
  expect(notOnce(evidence({ dotdigital: [taken], after: holding('O1') }), [], told('review-request', 1))).toEqual([])
})

it('lets what is in doubt have gone out or not', () => {
  expect(notOnce(evidence(), [message], told('shipped', 0, 1))).toEqual([])
  expect(notOnce(evidence(), [], told('shipped', 0, 1))).toEqual([])
  expect(notOnce(evidence({ after: holding('O1') }), [], told('review-request', 0, 1))).toEqual([])
})

it.each([
  ['a message went out twice', evidence(), [message, message], told('shipped', 2)],
  ['an event is there twice', evidence({ after: holding('O1', 'O1') }), [], told('review-request', 2)],
  [
    'an event was accepted twice',
    evidence({ dotdigital: [taken, taken], after: holding('O1') }),
    [],
    told('review-request', 1),
  ],
  ['one is told that never went out', evidence(), [], told('shipped', 1)],
  ['one went out that nobody tells of', evidence(), [message], told('shipped', 0)],
])('finds it where %s', (_what, seen, outbox, books) => {
  expect(notOnce(seen, outbox, books)).toHaveLength(1)
})

it('counts no call that was refused', () => {
  const refused = { ...taken, status: 503 }
  const seen = evidence({ dotdigital: [refused, taken], after: holding('O1') })
  expect(notOnce(seen, [], told('review-request', 1))).toEqual([])
})
