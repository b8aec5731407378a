import { expect, it } from 'vitest'
import { account, chose, contact, created, evidence, exchange } from '../testing/evidence.js'
import { neverOptedOutByUs } from './never-opted-out-by-us.js'

const out = account({ contacts: [contact({ status: 'unsubscribed' })] })
const word = (status: string) => chose(1, contact({ status }))

it.each([
  ['a subscriber is none any more', { after: out }],
  ['somebody came back, and is out again', { before: out, acts: [word('subscribed')], after: out }],
  [
    'a contact made with a grant is out',
    { before: account({ contacts: [] }), dotdigital: [created(1, contact())], after: out },
  ],
])('finds it where %s', (_what, fields) => {
  expect(neverOptedOutByUs(evidence(fields))).toHaveLength(1)
})

it.each([
  ['POST', '/v2/contacts/unsubscribe', { email: 'ann@example.com' }],
  ['PATCH', '/contacts/v3/email/ann@example.com', { channelProperties: { email: { status: 'unsubscribed' } } }],
])('finds a %s of %s that says so', (method, path, asked) => {
  expect(neverOptedOutByUs(evidence({ dotdigital: [exchange({ method, path, asked })] }))).toHaveLength(1)
})

it('finds nothing where they chose it themselves, or were none before', () => {
  expect(neverOptedOutByUs(evidence({ acts: [word('unsubscribed')], after: out }))).toEqual([])
  expect(neverOptedOutByUs(evidence({ before: out, after: out }))).toEqual([])
})

it('knows a choice by its contact, whatever its address is later', () => {
  const moved = account({ contacts: [contact({ email: 'ann@example.org', status: 'unsubscribed' })] })
  const another = chose(1, contact({ contactId: 2, email: 'ann@example.org', status: 'unsubscribed' }))

  expect(neverOptedOutByUs(evidence({ acts: [word('unsubscribed')], after: moved }))).toEqual([])
  expect(neverOptedOutByUs(evidence({ acts: [another], after: moved }))).toHaveLength(1)
})

it('lets a contact be made as one that is out', () => {
  const asked = { channelProperties: { email: { status: 'unsubscribed' } } }
  const made = created(1, contact({ status: 'unsubscribed' }), asked)
  expect(neverOptedOutByUs(evidence({ before: account({ contacts: [] }), dotdigital: [made], after: out }))).toEqual([])
})
