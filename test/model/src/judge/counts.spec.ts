import { expect, it } from 'vitest'
import { countsOf, nothing, sumOf } from './counts.js'
import { account, contact, created, evidence, readOrder, solicited } from './testing/evidence.js'

it('counts what came about', () => {
  const records = { Orders: { 'acme-O1': { ownerContactId: 1 }, 'acme-O2': { ownerContactId: 1 } } }
  const shown = evidence({
    mirakl: [readOrder(1), readOrder(1, { id: 'O2', customer: 'C2' })],
    dotdigital: [created(1, contact({ contactId: 2 })), solicited(2), solicited(3)],
    after: account({ records }),
  })
  const share = { reason: 'unsubscribed', owner: 'cx', count: 2 }
  const shares = [
    { ...share, trigger: 'received', state: 'withheld' },
    { ...share, trigger: 'shipped', state: 'withheld' },
    { ...share, trigger: 'review-request', state: 'sent' },
  ]
  const counts = countsOf([{ is: 'calm' }, { is: 'deed', order: 0, deed: 'ship' }], shown, {
    recorded: 6,
    holds: true,
    shares,
  })

  expect(counts).toEqual({
    ...{ stories: 1, steps: { calm: 1, ship: 1 } },
    ...{ sends: 2, withheld: 2, grants: 1, merges: 1, fitting: 0 },
  })
  expect(sumOf([counts, counts])).toMatchObject({ stories: 2, steps: { calm: 2, ship: 2 }, sends: 4 })
  expect(sumOf([])).toEqual(nothing)
})
