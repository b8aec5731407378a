import type { Language } from '@concord/domain'
import { parseConcordConfig } from '@concord/runtime'
import { beforeEach, describe, expect, it } from 'vitest'
import { asking } from './ask.js'
import type { EvidenceBook } from './evidence-ports.js'
import { addressHash, customerHash } from './hashes.js'
import type { ConsentLedger, CustomerBook } from './ports.js'
import { fact, hashOf } from './testing/facts.js'
import { memoryCustomerBook } from './testing/memory-customer-book.js'
import { memoryEvidenceBook } from './testing/memory-evidence-book.js'
import { memoryLedger } from './testing/memory-ledger.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, guestIds: [GUEST], links: { order: 'https://north.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed, consentTooOldMinutes: 20 }
`)
const ada = 'ada@example.org'
const adaHash = addressHash(hashOf, ada)
const oldHash = addressHash(hashOf, 'ada@old.example')

describe('asking about a customer', () => {
  let ledger: ConsentLedger
  let customers: CustomerBook
  let statements: EvidenceBook
  let clock: Date
  beforeEach(async () => {
    ledger = memoryLedger()
    customers = memoryCustomerBook()
    statements = memoryEvidenceBook()
    clock = new Date('2026-03-01T12:10:00Z')
    await ledger.keep('main', [{ addressHash: adaHash, fact: fact() }], true)
    const at = '2026-03-01T12:05:00.000Z'
    await ledger.setLastRead('main', { readAt: at, fullReadAt: at, scopes: [] })
    const customer = { profileId: 'p-1', revision: 1, address: adaHash, others: [oldHash] }
    await customers.note({ ...customer, customerHash: customerHash(hashOf, 'north', 'c-1') })
  })
  const ask = (customer: string, marketplace = 'north', language: Language = 'en') =>
    asking({ ledger, customers, statements, config, hash: hashOf, now: () => clock })(marketplace, customer, language)

  it('says what is allowed, why, and what it rests on', async () => {
    const allowed = {
      isAllowed: true,
      reason: 'nothing-against-it',
      sentence: 'Nothing that Dotdigital said stands against it.',
    }

    expect(await ask('c-1')).toEqual({
      account: 'main',
      profileId: 'p-1',
      purposes: { transactional: allowed, marketing: allowed },
      facts: [
        {
          ...{ scope: 'email', address: 'main', status: 'subscribed', source: 'modified' },
          ...{ learnedAt: '2026-03-01T12:00:00.000Z', ageSeconds: 600 },
        },
      ],
      statements: [],
      readAt: '2026-03-01T12:05:00.000Z',
      ageSeconds: 300,
    })
  })

  it('counts an opt-out of another address of the same person, in the language asked for', async () => {
    const since = '2026-02-01T00:00:00.000Z'
    await ledger.keep('main', [{ addressHash: oldHash, fact: fact({ status: 'unsubscribed', since }) }], true)

    const answer = await ask('c-1', 'north', 'fr')
    expect(answer?.purposes.marketing).toMatchObject({ isAllowed: false, reason: 'unsubscribed' })
    expect(answer?.purposes.marketing.sentence).not.toBe((await ask('c-1'))?.purposes.marketing.sentence)
    expect(answer?.purposes.transactional.isAllowed).toBe(true)
    expect(answer?.facts).toContainEqual(expect.objectContaining({ address: 'other', status: 'unsubscribed', since }))
  })

  it('shows what is said of lists and preferences beside the account', async () => {
    const left = { addressHash: adaHash, scope: 'list:7', fact: fact({ status: 'unsubscribed' }) } as const
    await ledger.keep('main', [left], true)

    expect((await ask('c-1'))?.facts).toContainEqual(expect.objectContaining({ scope: 'list:7', address: 'main' }))
    expect((await ask('c-1'))?.purposes.marketing.isAllowed).toBe(true)
  })

  it('shows all that was said in marketplaces, the last of it first, and not from where', async () => {
    const evidence = { text: 'Yes', at: '', url: 'https://shop.example.com', ip: '203.0.113.7', userAgent: 'Browser/1' }
    const said = (saidAt: string, isGranted: boolean, addressHash = adaHash) =>
      statements.keep('main', { addressHash, marketplace: 'north', saidAt, evidence: { ...evidence, isGranted } })
    await said('2026-03-01T10:00:00.000Z', true)
    await said('2026-03-01T11:00:00.000Z', false, oldHash)

    const shown = { marketplace: 'north', text: 'Yes', url: 'https://shop.example.com' }
    expect((await ask('c-1'))?.statements).toEqual([
      { ...shown, address: 'other', isGranted: false, saidAt: '2026-03-01T11:00:00.000Z' },
      { ...shown, address: 'main', isGranted: true, saidAt: '2026-03-01T10:00:00.000Z' },
    ])
  })

  it('knows whoever said something in a marketplace, though Dotdigital never heard of them', async () => {
    const evidence = { isGranted: true, text: 'Yes', at: '2026-03-01T10:00:00.000Z' }
    const said = { addressHash: addressHash(hashOf, 'new@example.org'), marketplace: 'north', saidAt: evidence.at }
    await statements.keep('main', { ...said, evidence })

    expect(await ask('new@example.org')).toMatchObject({ facts: [], statements: [{ isGranted: true }] })
  })

  it('closes marketing, and nothing else, when Dotdigital was read too long ago', async () => {
    clock = new Date('2026-03-01T12:25:00Z')

    expect((await ask('c-1'))?.purposes).toMatchObject({
      transactional: { isAllowed: true },
      marketing: { isAllowed: false, reason: 'consent-unread' },
    })
  })

  it('knows an address whether or not it is a customer of the marketplace', async () => {
    const answer = await ask(' ADA@example.org')

    expect(answer).toMatchObject({ purposes: { marketing: { isAllowed: true } } })
    expect(answer?.profileId).toBeUndefined()
  })

  it('knows a customer whom Dotdigital does not name: nobody said yes', async () => {
    const customer = { profileId: 'p-2', revision: 1, address: 'nobody', others: [] }
    await customers.note({ ...customer, customerHash: customerHash(hashOf, 'north', 'c-2') })

    expect(await ask('c-2')).toMatchObject({ purposes: { marketing: { reason: 'not-subscribed' } }, facts: [] })
  })

  it('knows nobody by an id that stands for guests, whoever was the last of them', async () => {
    const customer = { profileId: 'p-3', revision: 1, address: adaHash, others: [] }
    await customers.note({ ...customer, customerHash: customerHash(hashOf, 'north', 'GUEST') })

    expect(await ask('GUEST')).toBeUndefined()
  })

  it.each([
    ['a customer nobody heard of', 'c-404', 'north'],
    ['an address nobody heard of', 'eve@example.org', 'north'],
    ['a marketplace that is none', 'c-1', 'south'],
    ['what every object has', 'c-1', 'constructor'],
  ])('has no answer for %s', async (_what, customer, marketplace) => {
    expect(await ask(customer, marketplace)).toBeUndefined()
  })

  it('never shows an address, nor the hash of one', async () => {
    await ledger.keep(
      'main',
      [{ addressHash: oldHash, fact: fact({ status: 'hard-bounced', will: 'complained' }) }],
      true,
    )
    expect((await ask('c-1'))?.facts).toContainEqual(
      expect.objectContaining({ status: 'hard-bounced', will: 'complained' }),
    )
    const told = JSON.stringify([await ask('c-1'), await ask(ada)])

    for (const secret of [ada, adaHash, oldHash, 'ada@old.example']) expect(told).not.toContain(secret)
  })
})
