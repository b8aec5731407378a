import { type ConsentFact, type ConsentScope, consentStatuses, purposes } from '@concord/domain'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { type Asked, closesMarketing, consentOf, isNews, isWorthKeeping, reasonFor } from './decide.js'
import type { KnownFact } from './ports.js'
import { either } from './testing/any-fact.js'
import { fact } from './testing/facts.js'

describe('closesMarketing', () => {
  it.each(['unsubscribed', 'suppressed', 'soft-bounced', 'hard-bounced', 'complained', 'blocked'] as const)(
    'is closed by %s',
    (status) => expect(closesMarketing(fact({ status }))).toBe(true),
  )

  it.each(['unknown', 'subscribed', 'pending', 'not-subscribed'] as const)('is not closed by %s alone', (status) =>
    expect(closesMarketing(fact({ status }))).toBe(false),
  )
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

  it('is what the person said, though the status is the same', () => {
    const bounced = fact({ status: 'hard-bounced' })

    expect(isNews(bounced, known({ ...bounced, will: 'unsubscribed' }))).toBe(true)
    expect(isNews({ ...bounced, will: 'unsubscribed' }, known({ ...bounced, will: 'unsubscribed' }))).toBe(false)
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

  it('is the opt-out of another address though that has bounced since', () => {
    const bounced = { addressHash: 'b', fact: fact({ status: 'hard-bounced', will: 'unsubscribed' }) }

    expect(consentOf([known('a', 'subscribed'), bounced], asked())).toEqual(
      fact({ status: 'unsubscribed', otherAddress: 'b' }),
    )
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

  it('is as new as the newest of what it says of its address', () => {
    const at = (addressHash: string, hour: number, scope?: ConsentScope): KnownFact => ({
      ...{ addressHash, scope },
      fact: fact({ learnedAt: `2026-03-01T${hour}:00:00.000Z` }),
    })
    const facts = [at('a', 12), at('a', 14, 'list:7'), at('a', 13, 'preference:4'), at('a', 15, 'list:9')]
    const scopes = ['list:7', 'preference:4'] as const
    const learnedAt = (known: readonly KnownFact[]) => consentOf(known, asked({ scopes })).learnedAt

    expect(learnedAt(facts)).toBe('2026-03-01T14:00:00.000Z')
    expect(learnedAt([at('a', 16), ...facts.slice(1)])).toBe('2026-03-01T16:00:00.000Z')
    expect(learnedAt(facts.slice(1))).toBe('2026-03-01T14:00:00.000Z')
    // What is said of this address later must not look older than what another one had to say of a list.
    expect(learnedAt([at('a', 12), at('b', 14, 'list:7')])).toBe('2026-03-01T12:00:00.000Z')
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
