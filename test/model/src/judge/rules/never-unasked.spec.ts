import { expect, it } from 'vitest'
import { account, chose, contact, created, evidence, exchange } from '../testing/evidence.js'
import { neverUnasked } from './never-unasked.js'

const bob = contact({ contactId: 2, email: 'bob@example.com' })
const proof = { consentRecords: [{}] }
const told = (agreed: string, at = 1) => ({ at, is: 'told', checkout: 'K1', email: bob.email, agreed }) as const
const after = account({ contacts: [contact(), bob] })

it('lets somebody become a subscriber who had agreed', () => {
  expect(neverUnasked(evidence({ dotdigital: [created(3, bob, proof)], acts: [told('yes')], after }))).toEqual([])
})

it.each([
  ['was never asked', [], proof],
  ['was asked nothing', [told('unasked')], proof],
  ['had refused', [told('no')], proof],
  ['had taken it back', [told('yes'), told('no', 2)], proof],
  ['agreed only later', [told('yes', 5)], proof],
  ['had chosen otherwise', [told('yes'), chose(0, { ...bob, status: 'unsubscribed' })], proof],
  ['agreed, and nothing was shown of it', [told('yes')], {}],
] as const)('finds a subscriber made of somebody who %s', (_who, acts, asked) => {
  expect(neverUnasked(evidence({ dotdigital: [created(3, bob, asked)], acts: [...acts], after }))).toHaveLength(1)
})

it.each([
  ['PATCH', '/contacts/v3/contactId/2', { channelProperties: { email: { status: 'subscribed' } } }],
  ['PUT', '/contacts/v3/import', { contacts: [{ channelProperties: { email: { status: 'subscribed' } } }] }],
  ['POST', '/v2/contacts/resubscribe', { email: bob.email }],
])('finds a %s of %s that subscribes', (method, path, asked) => {
  expect(neverUnasked(evidence({ dotdigital: [exchange({ method, path, asked })] }))).toHaveLength(1)
})

it('finds whoever is a subscriber at the end by nobody’s doing', () => {
  expect(neverUnasked(evidence({ after }))).toEqual(['bob@example.com became a subscriber'])
  const moved = { ...bob, email: 'bob@example.org' }
  expect(neverUnasked(evidence({ after, acts: [chose(1, moved)] }))).toEqual([])
  expect(neverUnasked(evidence({ after, acts: [chose(1, { ...bob, contactId: 3 })] }))).toHaveLength(1)
})
