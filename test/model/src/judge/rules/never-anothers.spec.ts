import { expect, it } from 'vitest'
import { account, contact, evidence } from '../testing/evidence.js'
import { neverAnothers } from './never-anothers.js'

const record = { key: 'O1', json: { origin: 'theirs' } }
const before = account({ records: { Orders: { O1: record }, Wishlists: { W1: record } } })
const { records } = before

it.each([
  ['a data field', { ...before, contacts: [contact({ dataFields: { TIER: 'silver' } })] }],
  ['a field that is gone', { ...before, contacts: [contact({ dataFields: {} })] }],
  ['a list', { ...before, contacts: [contact({ lists: [] })] }],
  ['a contact that is gone', { ...before, contacts: [] }],
  ['a field of a new contact', { ...before, contacts: [contact(), contact({ contactId: 2, lists: [] })] }],
  ['a record', { ...before, records: { ...records, Orders: { O1: { key: 'O1', json: {} } } } }],
  ['a record that is gone', { ...before, records: { ...records, Wishlists: {} } }],
  ['a new record', { ...before, records: { ...records, Orders: { O1: record, O2: record } } }],
  ['the definition of a field', { ...before, dataFields: { TIER: { type: 'Numeric' } } }],
  ['a preference', { ...before, others: { preferences: [] } }],
])('finds a change of %s', (_what, after) => {
  expect(neverAnothers(evidence({ before, after }))).toHaveLength(1)
})

it('finds nothing where only what is Concord’s has changed', () => {
  const after = account({
    contacts: [
      contact({ email: 'new@example.com', status: 'unsubscribed', dataFields: { TIER: 'gold', MP_ORDERS: 1 } }),
      contact({ contactId: 2, dataFields: { MP_ORDERS: 1 }, lists: [] }),
    ],
    records: { ...records, Orders: { O1: record, 'acme-O1': record }, Sellers: { 'acme-1': record } },
    dataFields: { TIER: { type: 'String' }, MP_ORDERS: { type: 'Numeric' } },
  })
  expect(neverAnothers(evidence({ before, after }))).toEqual([])
})
