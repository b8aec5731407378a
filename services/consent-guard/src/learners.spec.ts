import { parseConcordConfig } from '@concord/runtime'
import { memorySuppressionSet } from '@concord/storage'
import { describe, expect, it } from 'vitest'
import { figuresOf, isRead, learnersOf, readingsIn, scopesNamed } from './learners.js'
import { hashOf } from './testing/facts.js'
import { memoryLedger } from './testing/memory-ledger.js'

const trigger = (names: string) => `{ purpose: marketing, maxAgeHours: 9, channel: { program: 7 }, ${names} }`
const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example/{orderId}' } }
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      review-request: ${trigger('list: 7, preference: 4')}
      received: ${trigger('list: 7')}
  other: { newContacts: never }
`)
const now = () => new Date('2026-03-01T12:00:00.000Z')
const { main, other } = config.accounts

describe('the scopes of an account', () => {
  it('are the lists and preferences that its triggers name, each once', () => {
    expect([main, other].map((account) => account && scopesNamed(account))).toEqual([['list:7', 'preference:4'], []])
  })

  it('have been read where everything was read to the end for each of them', async () => {
    const ledger = memoryLedger()
    expect(await isRead(ledger, 'main', [])).toBe(false)
    await ledger.setLastRead('main', { readAt: 'noon', fullReadAt: 'noon', scopes: ['list:7', 'list:8'] })

    expect(await isRead(ledger, 'main', [])).toBe(true)
    expect(await isRead(ledger, 'main', ['list:8', 'list:7'])).toBe(true)
    expect(await isRead(ledger, 'main', ['list:7', 'preference:4'])).toBe(false)
    expect(await isRead(ledger, 'other', [])).toBe(false)
  })
})

describe('each account', () => {
  it('has a learner of its own, that asks Dotdigital for the scopes of its triggers, and figures after its name', async () => {
    const asked: string[] = []
    const ledger = memoryLedger()
    const learners = learnersOf({
      ...{ config, ledger, now, hash: hashOf, suppressed: memorySuppressionSet(now) },
      sourceOf: (account) => ({
        async *contacts(_since, scopes) {
          asked.push([account, ...scopes].join(' '))
          yield []
        },
        async *suppressions() {
          yield []
        },
      }),
    })
    for (const learner of Object.values(learners)) await learner.learn()

    expect(asked).toEqual(['main list:7 preference:4', 'other'])
    expect((await ledger.lastRead('main'))?.scopes).toEqual(['list:7', 'preference:4'])
    expect(await figuresOf(learners)).toMatchObject({ 'main.consentAgeSeconds': 0, 'other.optOutsLearned': 0 })
  })

  it('shows when it was last read to the end, and nothing before that', async () => {
    const ledger = memoryLedger()
    await ledger.setLastRead('main', { readAt: '2026-03-01T12:00:00.500Z', fullReadAt: '', scopes: [] })

    expect(await readingsIn(ledger, ['main', 'other'])).toEqual([
      { name: 'concord_consent_read_timestamp_seconds', labels: { account: 'main' }, value: 1_772_366_400.5 },
    ])
  })

  it('takes nothing for our own doing where its account lets Concord make no contact', async () => {
    const ledger = memoryLedger()
    const fact = { status: 'unsubscribed', source: 'modified', learnedAt: now().toISOString() } as const
    const readings = [{ email: 'ada@example.org', createdAt: now().toISOString(), fact }]
    const addressHash = 'hash(email ada@example.org)'
    const learners = learnersOf({
      ...{ config, ledger, now, hash: hashOf, suppressed: memorySuppressionSet(now) },
      sourceOf: () => ({
        async *contacts() {
          yield readings
        },
        async *suppressions() {
          yield []
        },
      }),
    })
    for (const account of ['main', 'other'])
      await ledger.notePassed(account, { addressHash, at: now().toISOString(), hasGrant: false })
    for (const learner of Object.values(learners)) await learner.learn()
    const statusIn = async (account: string) => (await ledger.find(account, [addressHash]))[0]?.fact.status

    expect([await statusIn('main'), await statusIn('other')]).toEqual(['not-subscribed', 'unsubscribed'])
  })
})
