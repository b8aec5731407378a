import { type ConsentFact, type ConsentScope, consentStatuses, purposes } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type Asked,
  closesMarketing,
  consentOf,
  isNews,
  isWorthKeeping,
  newerFact,
  oursAside,
  reasonFor,
} from './decide.js'
import type { KnownFact } from './ports.js'
import { fact } from './testing/facts.js'

const minute = (minutes: number): string => new Date(Date.UTC(2026, 2, 1, 12, minutes)).toISOString()
const aMinute = fc.integer({ min: 0, max: 600 }).map(minute)
/** Dotdigital's own words: that an address is unknown is none of them. */
const aStatus = fc.constantFrom(...consentStatuses).filter((status) => status !== 'unknown')

const ofContact: fc.Arbitrary<ConsentFact> = fc.record({
  status: aStatus,
  source: fc.constantFrom('full-read', 'modified', 'contact-read'),
  learnedAt: aMinute,
})
const ofList: fc.Arbitrary<ConsentFact> = fc.record({
  status: aStatus.filter((status) => closesMarketing(fact({ status }))),
  source: fc.constant('suppressed-since'),
  learnedAt: aMinute,
  since: fc.option(aMinute, { nil: undefined }),
})
const ofWebhook: fc.Arbitrary<ConsentFact> = fc.record({
  status: fc.constantFrom('unsubscribed', 'complained', 'suppressed'),
  source: fc.constant('webhook'),
  learnedAt: aMinute,
  since: fc.option(aMinute, { nil: undefined }),
})
const ofEvent = fc.oneof(ofList, ofWebhook)
const either = fc.oneof(ofContact, ofEvent)

const inTwoOrders = (facts: fc.Arbitrary<ConsentFact[]>) =>
  facts.chain((all) => fc.tuple(fc.constant(all), fc.shuffledSubarray(all, { minLength: all.length })))
const heard = (facts: readonly ConsentFact[]) => facts.reduce<ConsentFact | undefined>(newerFact, undefined)

describe('closesMarketing', () => {
  it.each(['unsubscribed', 'suppressed', 'soft-bounced', 'hard-bounced', 'complained', 'blocked'] as const)(
    'is closed by %s',
    (status) => expect(closesMarketing(fact({ status }))).toBe(true),
  )

  it.each(['unknown', 'subscribed', 'pending', 'not-subscribed'] as const)('is not closed by %s alone', (status) =>
    expect(closesMarketing(fact({ status }))).toBe(false),
  )
})

describe('newerFact', () => {
  it('believes whatever is heard first', () => {
    fc.assert(fc.property(either, (incoming) => newerFact(undefined, incoming) === incoming))
  })

  it('believes what the contact itself shows, unless something was learned later', () => {
    fc.assert(
      fc.property(either, ofContact, (known, read) => {
        expect(newerFact(known, read)).toBe(read.learnedAt < known.learnedAt ? known : read)
      }),
    )
  })

  it('comes to the same from the readings of a contact, in whatever order they arrive', () => {
    fc.assert(
      fc.property(
        inTwoOrders(fc.uniqueArray(ofContact, { selector: ({ learnedAt }) => learnedAt })),
        ([one, other]) => {
          expect(heard(one)).toEqual(heard(other))
        },
      ),
    )
  })

  it('closes as much by events as the strictest of them, in whatever order they arrive', () => {
    const strict = ['hard-bounced', 'complained', 'blocked', 'suppressed']
    fc.assert(
      fc.property(inTwoOrders(fc.array(ofEvent, { minLength: 1 })), ([one, other]) => {
        const isStrict = one.some(({ status }) => strict.includes(status))
        for (const order of [one, other]) expect(strict.includes(heard(order)?.status ?? '')).toBe(isStrict)
      }),
    )
  })

  it('believes anything of an address that was only passed on', () => {
    const passed = fact({ status: 'unknown', source: 'full-read', learnedAt: minute(599) })
    fc.assert(fc.property(either, (incoming) => newerFact(passed, incoming) === incoming))
  })

  it('takes no mark of ours for a sign that somebody was open to anything', () => {
    const ours = fact({ status: 'not-subscribed', isOurs: true, learnedAt: minute(600) })
    fc.assert(fc.property(ofEvent, (incoming) => newerFact(ours, incoming) === incoming))
  })

  it('never loses an opt-out to anything learned earlier than the opt-out', () => {
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        const removedAt = incoming.since ?? incoming.learnedAt
        fc.pre(known.learnedAt <= removedAt)

        expect(closesMarketing(newerFact(known, incoming))).toBe(true)
      }),
    )
  })

  it('never opens by an entry of the suppression list, nor by a webhook', () => {
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        if (closesMarketing(known)) expect(closesMarketing(newerFact(known, incoming))).toBe(true)
      }),
    )
  })

  it('never lets an event make milder what forbids even transactional messages', () => {
    const strict = ['hard-bounced', 'complained', 'blocked', 'suppressed']
    fc.assert(
      fc.property(either, ofEvent, (known, incoming) => {
        fc.pre(strict.includes(known.status))
        expect(strict).toContain(newerFact(known, incoming).status)
      }),
    )
  })

  it.each([
    ['clearly before the contact was seen subscribed', 0, 6, 'subscribed'],
    ['just before the contact was seen subscribed', 0, 5, 'unsubscribed'],
    ['after the contact was seen subscribed', 1, 0, 'unsubscribed'],
  ] as const)('weighs a removal %s', (_when, removed, seen, status) => {
    const known = fact({ status: 'subscribed', learnedAt: minute(seen) })
    const removal = fact({
      status: 'unsubscribed',
      source: 'suppressed-since',
      since: minute(removed),
      learnedAt: minute(60),
    })

    expect(newerFact(known, removal).status).toBe(status)
  })

  it('comes to the same when it hears the same again', () => {
    fc.assert(
      fc.property(either, either, (known, incoming) => {
        const once = newerFact(known, incoming)
        expect(newerFact(once, incoming)).toEqual(once)
      }),
    )
  })
})

describe('oursAside', () => {
  const email = 'ada@example.org'
  const passed = fact({ status: 'unknown', source: 'full-read', learnedAt: minute(60) })
  const ours = fact({ status: 'not-subscribed', isOurs: true, since: minute(60), learnedAt: minute(61) })
  const read = fact({ status: 'unsubscribed', learnedAt: minute(70) })
  const isOurs = (known: ConsentFact | undefined, said: ConsentFact, createdAt?: string) =>
    oursAside(known, { email, fact: said, createdAt }).isOurs === true
  const maybeMinute = fc.option(aMinute, { nil: undefined })

  it.each([
    ['just before it was passed on, by another clock', 55, true],
    ['clearly before it was passed on', 54, false],
    ['after it was passed on', 600, true],
  ])('knows a contact made %s', (_when, createdAt, expected) => {
    expect(isOurs(passed, read, minute(createdAt))).toBe(expected)
  })

  it.each([
    [60, true],
    [65, true],
    [66, false],
    [54, false],
  ])('tells the mark from what happened at minute %i, when it is known', (at, expected) => {
    expect(isOurs(ours, fact({ status: 'unsubscribed', source: 'suppressed-since', since: minute(at) }))).toBe(expected)
  })

  it('lets nothing pass for ours of an address that was never passed on', () => {
    fc.assert(
      fc.property(fc.option(either, { nil: undefined }), either, maybeMinute, (known, said, createdAt) => {
        expect(isOurs(known, said, createdAt)).toBe(false)
      }),
    )
  })

  it('lets nothing pass for ours but an unsubscription, and not where a webhook tells it', () => {
    fc.assert(
      fc.property(fc.constantFrom(passed, ours), either, maybeMinute, (known, said, createdAt) => {
        fc.pre(said.status !== 'unsubscribed' || said.source === 'webhook')
        expect(oursAside(known, { email, fact: said, createdAt })).toEqual(said)
      }),
    )
  })

  it('never opens anything: whoever is ours is not subscribed', () => {
    fc.assert(
      fc.property(fc.constantFrom(passed, ours), either, aMinute, (known, said, createdAt) => {
        const { status } = oursAside(known, { email, fact: said, createdAt })
        expect(status === 'subscribed').toBe(said.status === 'subscribed')
      }),
    )
  })

  it('says when the mark was made, so that a later opt-out is told from it', () => {
    expect(oursAside(passed, { email, fact: read, createdAt: minute(62) })).toMatchObject({ since: minute(62) })
  })
})

describe('isNews', () => {
  const known = (one: ConsentFact, scope?: ConsentScope): KnownFact => ({ addressHash: 'a', scope, fact: one })

  it('is what changes the status, and the first word of an address', () => {
    fc.assert(
      fc.property(either, either, (before, kept) => {
        expect(isNews(before, known(kept))).toBe(before.status !== kept.status)
        expect(isNews(undefined, known(kept))).toBe(true)
      }),
    )
  })

  it('is, of a list or a preference, first of all that somebody is out of it', () => {
    fc.assert(
      fc.property(either, (kept) => {
        expect(isNews(undefined, known(kept, 'list:7'))).toBe(closesMarketing(kept))
        expect(isWorthKeeping(undefined, known(kept, 'list:7'))).toBe(closesMarketing(kept))
        expect(isWorthKeeping(fact(), known(kept, 'list:7'))).toBe(true)
        expect(isWorthKeeping(undefined, known(kept))).toBe(true)
      }),
    )
  })
})

describe('consentOf', () => {
  const readAt = '2026-03-01T13:00:00.000Z'
  const asked = (fields: Partial<Asked> = {}): Asked => ({
    ...{ address: 'a', scopes: [], readAt },
    ...fields,
  })
  const known = (addressHash: string, status: ConsentFact['status'], scope?: ConsentScope): KnownFact => ({
    addressHash,
    scope,
    fact: fact({ status }),
  })
  const unknown = { status: 'unknown', source: 'full-read', learnedAt: readAt }

  it('is what is known of the address, where nothing is said at the others', () => {
    expect(consentOf([known('a', 'subscribed'), known('b', 'hard-bounced')], asked())).toEqual(fact())
  })

  it('is the opt-out of another address, and names it by its hash', () => {
    const facts = [known('a', 'subscribed'), known('b', 'unsubscribed'), known('c', 'complained')]

    expect(consentOf(facts, asked())).toEqual(fact({ status: 'complained', otherAddress: 'c' }))
  })

  it('is unknown as of the last reading where Dotdigital names none of them, or it was only passed on', () => {
    expect(consentOf([], asked())).toEqual(unknown)
    expect(consentOf([known('a', 'unknown')], asked())).toEqual(unknown)
    expect(consentOf([known('b', 'subscribed')], asked({ address: undefined }))).toEqual(unknown)
  })

  it('is unknown as of when the contact was found gone', () => {
    const gone = { addressHash: 'a', fact: fact({ status: 'unknown', since: '2026-03-01T12:00:00.000Z' }) }

    expect(consentOf([gone], asked())).toEqual(gone.fact)
  })

  it('counts an opt-out of somebody without an address', () => {
    expect(consentOf([known('b', 'unsubscribed')], asked({ address: undefined }))).toMatchObject({
      status: 'unsubscribed',
      otherAddress: 'b',
    })
  })

  it('names the scopes that one of the addresses is out of, among those that triggers name', () => {
    const facts = [
      known('a', 'subscribed'),
      known('a', 'unsubscribed', 'list:7'),
      known('a', 'subscribed', 'list:8'),
      known('b', 'unsubscribed', 'preference:4'),
      known('a', 'unsubscribed', 'list:9'),
    ]
    const scopes = ['list:7', 'list:8', 'preference:4', 'preference:5'] as const

    expect(consentOf(facts, asked({ scopes }))).toEqual({ ...fact(), optedOutOf: ['list:7', 'preference:4'] })
    expect(consentOf([], asked({ scopes }))).toEqual({ ...unknown, optedOutOf: [] })
    expect(consentOf(facts, asked())).not.toHaveProperty('optedOutOf')
  })

  it('subscribes nobody, and closes marketing wherever one of the addresses opted out', () => {
    const wills = ['unsubscribed', 'complained', 'suppressed']
    const facts = fc.dictionary(fc.constantFrom('a', 'b', 'c'), either)
    fc.assert(
      fc.property(facts, (byAddress) => {
        const all = Object.entries(byAddress).map(([addressHash, one]) => ({ addressHash, fact: one }))
        const { status } = consentOf(all, asked())
        if (status === 'subscribed') expect(byAddress['a']?.status).toBe('subscribed')
        if (['a', 'b', 'c'].some((address) => wills.includes(byAddress[address]?.status ?? '')))
          expect(closesMarketing({ status })).toBe(true)
      }),
    )
  })
})

describe('reasonFor', () => {
  const undeliverable = ['hard-bounced', 'complained', 'blocked', 'suppressed'] as const

  it('lets marketing pass for nobody but a subscriber, and on nothing old', () => {
    fc.assert(
      fc.property(fc.constantFrom(...consentStatuses), fc.boolean(), (status, isFresh) => {
        const isAllowed = reasonFor('marketing', fact({ status }), isFresh) === 'nothing-against-it'
        expect(isAllowed).toBe(status === 'subscribed' && isFresh)
      }),
    )
  })

  it.each(undeliverable)('lets nothing pass for %s', (status) => {
    expect(purposes.map((purpose) => reasonFor(purpose, fact({ status }), true))).toEqual([status, status])
  })

  it('lets a transactional message pass for everybody else, however old the reading is', () => {
    const others = consentStatuses.filter((status) => !undeliverable.some((one) => one === status))

    expect(new Set(others.map((status) => reasonFor('transactional', fact({ status }), false)))).toEqual(
      new Set(['nothing-against-it']),
    )
  })

  it('says why not', () => {
    expect(reasonFor('marketing', fact({ status: 'unsubscribed' }), true)).toBe('unsubscribed')
    expect(reasonFor('marketing', fact({ status: 'pending' }), true)).toBe('not-subscribed')
    expect(reasonFor('marketing', fact(), false)).toBe('consent-unread')
  })
})
