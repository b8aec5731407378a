import { begin, type Message } from '@concord/contracts'
import { type ConsentEvidence, type SalesOrder, version } from '@concord/domain'
import fc from 'fast-check'
import { beforeEach, describe, expect, it } from 'vitest'
import { type Evidence, evidence } from './evidence.js'
import { evidenceBookContract } from './evidence-book.contract.js'
import { addressHash } from './hashes.js'
import { keepPage } from './keep-page.js'
import type { ConsentLedger, KnownFact, Reading } from './ports.js'
import { consentGuard } from './service.js'
import { fact, hashOf } from './testing/facts.js'
import { memoryCustomerBook } from './testing/memory-customer-book.js'
import { memoryEvidenceBook } from './testing/memory-evidence-book.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { orderIdentified } from './testing/messages.js'
import { noWriteBacks } from './testing/no-write-backs.js'

describe('a book of evidence in memory', () => evidenceBookContract(async () => memoryEvidenceBook()))

const ada = 'ada@example.org'
const address = addressHash(hashOf, ada)
const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString()

const consent = (fields: Partial<ConsentEvidence> = {}): ConsentEvidence => ({
  ...{ isGranted: true, text: 'Yes', at: minute(0), url: 'https://shop.example.com', ip: '203.0.113.7' },
  ...{ userAgent: 'Browser/1', ...fields },
})

const sale = (fields: Partial<SalesOrder>, observedAt = minute(500)): Message<'identified.sales-order.v1'> =>
  begin({
    type: 'identified.sales-order.v1',
    source: 'identity-resolver',
    recordkey: 'north:sales-order:S1',
    recordversion: version(minute(0), observedAt, 'hash'),
    lane: 'realtime',
    data: { salesOrder: { commercialId: 'S1', email: ada, ...fields }, origin: 'live' },
  })

describe('evidence', () => {
  let ledger: ConsentLedger
  let configured: readonly string[]
  let kept: Evidence
  beforeEach(() => {
    ledger = memoryLedger()
    configured = ['north']
    kept = evidence({
      ...{ book: memoryEvidenceBook(), ledger, hash: hashOf, accountOf: () => 'main' },
      maySubscribe: (marketplace) => configured.includes(marketplace),
    })
  })
  const grant = (others: readonly string[] = []) => kept.grantOf('north', { address, others })

  it('passes on what was agreed to at the checkout', async () => {
    await kept.take(sale({ consent: consent(), email: ' Ada@Example.ORG' }))

    expect(await grant()).toEqual(consent())
  })

  it('subscribes nobody where that is not configured', async () => {
    await kept.take(sale({ consent: consent() }))
    configured = []

    expect(await grant()).toBeUndefined()
  })

  it('subscribes nobody by an order of a marketplace where that is not configured', async () => {
    await kept.take(sale({ consent: consent() }))

    expect(await kept.grantOf('south', { address, others: [] })).toBeUndefined()
  })

  it('keeps nothing where nothing was said, or nobody is named', async () => {
    await kept.take(sale({ consent: consent({ isGranted: false }) }))
    await kept.take(sale({}))
    await kept.take(sale({ consent: consent({ at: minute(1) }), email: undefined, customerId: 'c1' }))

    expect(await grant()).toBeUndefined()
  })

  it('takes a grant back by a refusal that was said later', async () => {
    await kept.take(sale({ consent: consent() }))
    await kept.take(sale({ consent: consent({ isGranted: false, at: minute(1) }) }))

    expect(await grant()).toBeUndefined()
  })

  it('lets the last word at an address stand, also where it was a refusal before', async () => {
    await kept.take(sale({ consent: consent() }))
    await kept.take(sale({ email: 'ada@old.example', consent: consent({ isGranted: false, at: minute(1) }) }))
    expect(await grant([addressHash(hashOf, 'ada@old.example')])).toBeUndefined()
    await kept.take(sale({ email: 'ada@old.example', consent: consent({ at: minute(2) }) }))

    expect(await grant([addressHash(hashOf, 'ada@old.example')])).toEqual(consent())
  })

  it('does not let a grant dated ahead of its arrival outlast a refusal', async () => {
    await kept.take(sale({ consent: consent({ at: '2099-01-01T00:00:00.000Z' }) }, minute(1)))
    await kept.take(sale({ consent: consent({ isGranted: false, at: minute(2) }) }, minute(3)))

    expect(await grant()).toBeUndefined()
  })

  it('asks whether another address of the person ever opted out', async () => {
    await kept.take(sale({ consent: consent() }))
    await ledger.markOptedOut('main', ['other'])

    expect(await grant()).toEqual(consent())
    expect(await grant(['other'])).toBeUndefined()
  })

  const ofContact = fc
    .constantFrom('subscribed', 'unsubscribed', 'hard-bounced', 'pending', 'gone')
    .map((is) => ({ is, from: 'contact' }) as const)
  const ofWebhook = fc.constantFrom('unsubscribed', 'complained').map((is) => ({ is, from: 'webhook' }) as const)
  const ofShop = fc.constantFrom('granted', 'refused').map((is) => ({ is, from: 'shop' }) as const)
  const anAct = fc.record({
    act: fc.oneof(ofContact, ofWebhook, ofShop),
    isOther: fc.boolean(),
    // The storefront, and Dotdigital's list, may tell late.
    lateMinutes: fc.nat(30),
  })

  interface Said {
    readonly isOther: boolean
    readonly saidAt: string
    readonly isGranted: boolean
  }
  /** Of two of one instant the refusal. */
  const newestOf = (said: readonly Said[], isOther: boolean): Said | undefined =>
    said
      .filter((one) => one.isOther === isOther)
      .toSorted((left, right) =>
        left.saidAt === right.saidAt
          ? Number(right.isGranted) - Number(left.isGranted)
          : left.saidAt < right.saidAt
            ? -1
            : 1,
      )
      .at(-1)

  const gone = (at: string): KnownFact['fact'] => ({
    ...{ status: 'unknown', source: 'full-read', learnedAt: at, since: at },
  })

  type Act = typeof anAct extends fc.Arbitrary<infer T> ? T : never

  /** One person with two addresses, in a shop and in Dotdigital, ten minutes from act to act. */
  const openShop = (isConfigured: boolean) => {
    const book = memoryLedger()
    const shop = evidence({
      ...{ book: memoryEvidenceBook(), ledger: book, hash: hashOf, accountOf: () => 'main' },
      maySubscribe: () => isConfigured,
    })
    const said: Said[] = []
    const facts: string[] = []
    const read = async (email: string, { is, from }: Act['act'], { now, since }: { now: string; since: string }) => {
      facts.push(is)
      const hash = addressHash(hashOf, email)
      if (is === 'gone') return book.keep('main', [{ addressHash: hash, fact: gone(now) }], false)
      const source = from === 'webhook' ? 'webhook' : 'modified'
      const status = is as KnownFact['fact']['status']
      const reading: Reading = {
        email,
        fact: fact({ status, source, learnedAt: now, since }),
        createdAt: minute(-1_000),
      }
      await keepPage({ account: 'main', ledger: book, isFirst: false, makesContacts: true }, [
        { addressHash: hash, reading },
      ])
    }
    return {
      said,
      facts,
      async perform({ act, isOther, lateMinutes }: Act, index: number) {
        const [now, since] = [minute(index * 10), minute(index * 10 - lateMinutes)]
        const email = isOther ? 'ada@old.example' : ada
        if (act.from !== 'shop') return read(email, act, { now, since })
        const isGranted = act.is === 'granted'
        said.push({ isOther, saidAt: since, isGranted })
        await shop.take(sale({ email, consent: consent({ isGranted, at: since }) }, now))
      },
      grant: () => shop.grantOf('north', { address, others: [addressHash(hashOf, 'ada@old.example')] }),
    }
  }

  const optOuts = ['unsubscribed', 'complained', 'hard-bounced']

  it('is never passed on once an opt-out was known, whatever came in whatever order', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(anAct, { maxLength: 12 }), fc.boolean(), async (acts, isConfigured) => {
        const { said, facts, perform, grant: granted } = openShop(isConfigured)
        for (const [index, act] of acts.entries()) {
          await perform(act, index)
          const given = await granted()
          const [own, other] = [newestOf(said, false), newestOf(said, true)]
          const isLastWord = own?.isGranted === true && (other?.isGranted !== false || other.saidAt < own.saidAt)
          const isOut = facts.some((is) => optOuts.includes(is))
          if (given !== undefined) expect([isOut, isConfigured, isLastWord]).toEqual([false, true, true])
          else if (facts.length === 0) expect(isConfigured && isLastWord).toBe(false)
        }
      }),
      { numRuns: 500 },
    )
  })
})

describe('the guard', () => {
  it('keeps what was said at a checkout, and sends it along with the order of somebody new', async () => {
    const ledger = memoryLedger()
    const parts = { ledger, hash: hashOf, accountOf: () => 'main' }
    const guard = consentGuard({
      ...{ ...parts, customers: memoryCustomerBook(), writeBacks: noWriteBacks, scopesOf: () => [] },
      isGuest: () => false,
      ...{ hear: async () => undefined, now: () => new Date(minute(0)) },
      evidence: evidence({ ...parts, book: memoryEvidenceBook(), maySubscribe: () => true }),
    })

    const granted = async (email?: string) => {
      const [decided] = await guard(orderIdentified(email === undefined ? {} : { email }))
      return decided?.type === 'decided.order.v1' ? decided.data.grant : undefined
    }

    expect(await guard(sale({ consent: consent() }))).toMatchObject([
      { data: { state: 'delivered', reason: 'stored' } },
    ])
    expect(await granted()).toEqual(consent())
    expect(await granted('grace@example.org')).toBeUndefined()
    expect(await granted()).toEqual(consent())
    await ledger.markOptedOut('main', [address])
    expect(await granted()).toBeUndefined()
  })
})

describe('a page', () => {
  it('is remembered for its opt-outs, also those that something newer stands against', async () => {
    const ledger = memoryLedger()
    const open = fact({ learnedAt: minute(60) })
    await ledger.keep('main', [{ addressHash: address, fact: open }], true)
    const long = fact({ status: 'unsubscribed', source: 'webhook', learnedAt: minute(61), since: minute(0) })
    const needs = { account: 'main', ledger, isFirst: false, makesContacts: true }
    await keepPage(needs, [{ addressHash: address, reading: { email: ada, fact: long } }])

    expect(await ledger.find('main', [address])).toMatchObject([{ fact: { status: 'subscribed' } }])
    expect(await ledger.hasEverOptedOut('main', [address])).toBe(true)
  })

  it('is not remembered for a contact that we made', async () => {
    const ledger = memoryLedger()
    await ledger.notePassed('main', { addressHash: address, at: minute(0), hasGrant: false })
    const made = fact({ status: 'unsubscribed', learnedAt: minute(2) })
    const reading = { email: ada, fact: made, createdAt: minute(1) }
    await keepPage({ account: 'main', ledger, isFirst: false, makesContacts: true }, [
      { addressHash: address, reading },
    ])

    expect(await ledger.hasEverOptedOut('main', [address])).toBe(false)
  })
})
