import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  type ConsentFact,
  type ConsentStatus,
  consentStatuses,
  isWill,
  ownMarkAside,
  scopesLeft,
  scopesOf,
  strictestOf,
} from './consent.js'

describe('what a trigger names', () => {
  it('is nothing, a list, a preference, or both', () => {
    expect([{}, { list: 7 }, { preference: 4 }, { list: 7, preference: 4 }].map(scopesOf)).toEqual([
      [],
      ['list:7'],
      ['preference:4'],
      ['list:7', 'preference:4'],
    ])
  })
})

describe('a contact is out', () => {
  const nowhere = { lists: [], preferences: [] }

  it('of a list it left, and of none it never was on', () => {
    const lists = [
      { id: 7, isSubscribed: false },
      { id: 8, isSubscribed: true },
    ]

    expect(scopesLeft(['list:7', 'list:8', 'list:9'], { ...nowhere, lists })).toEqual(['list:7'])
  })

  it('of every preference but those it chose', () => {
    const preferences = [
      { id: 4, isOptedIn: true },
      { id: 5, isOptedIn: false },
    ]

    expect(scopesLeft(['preference:4', 'preference:5', 'preference:6'], { ...nowhere, preferences })).toEqual([
      'preference:5',
      'preference:6',
    ])
  })

  it('of no list that has the number of a preference, nor the other way round', () => {
    expect(
      scopesLeft(['list:4', 'preference:7'], {
        lists: [{ id: 7, isSubscribed: true }],
        preferences: [{ id: 4, isOptedIn: false }],
      }),
    ).toEqual(['preference:7'])
  })
})

describe('the strictest of all addresses of a person', () => {
  const learnedAt = '2026-03-01T12:00:00.000Z'
  const fact: fc.Arbitrary<ConsentFact> = fc.record({
    status: fc.constantFrom(...consentStatuses),
    source: fc.constant('modified'),
    learnedAt: fc.constant(learnedAt),
    isOurs: fc.option(fc.constant(true), { nil: undefined }),
  })
  const wills: readonly ConsentStatus[] = ['unsubscribed', 'suppressed', 'complained']

  it('is one of them, whatever their order', () => {
    fc.assert(
      fc.property(
        fact,
        fc
          .array(fact)
          .chain((others) => fc.tuple(fc.constant(others), fc.shuffledSubarray(others, { minLength: others.length }))),
        (own, [others, shuffled]) => {
          expect([own, ...others]).toContain(strictestOf(own, others))
          expect(strictestOf(own, shuffled).status).toBe(strictestOf(own, others).status)
        },
      ),
    )
  })

  it('is never milder for one address more, and closes marketing wherever the person opted out', () => {
    fc.assert(
      fc.property(fact, fc.array(fact), (own, others) => {
        const { status } = strictestOf(own, others)
        if (others.some((other) => wills.includes(other.status) && other.isOurs !== true))
          expect([...wills, 'hard-bounced', 'blocked']).toContain(status)
        if (wills.includes(own.status)) expect([...wills]).toContain(status)
      }),
    )
  })

  /** What forbids most, ahead. */
  const byStrictness: readonly ConsentStatus[] = [
    'hard-bounced',
    'blocked',
    'complained',
    'suppressed',
    'unsubscribed',
    'subscribed',
  ]
  const about = (status: ConsentStatus): ConsentFact => ({ status, source: 'modified', learnedAt })

  it.each(byStrictness.flatMap((own) => wills.map((other) => [own, other] as const)))(
    'is the stricter of %s, of its own, and %s, of another, and its own where they are equal',
    (ownStatus, otherStatus) => {
      const [own, other] = [about(ownStatus), about(otherStatus)]
      const isOtherStricter = byStrictness.indexOf(otherStatus) < byStrictness.indexOf(ownStatus)

      expect(strictestOf(own, [other])).toBe(isOtherStricter ? other : own)
    },
  )

  it('is what was said most strictly, whichever address was said it of first', () => {
    const [complaint, optOut] = [about('complained'), about('unsubscribed')]

    expect(strictestOf(about('subscribed'), [complaint, optOut])).toBe(complaint)
    expect(strictestOf(about('subscribed'), [optOut, complaint])).toBe(complaint)
  })

  it.each(['soft-bounced', 'hard-bounced', 'blocked', 'unknown', 'not-subscribed', 'pending'] as const)(
    'is not shut by another address that is %s: that is said of the address, and not by the person',
    (status) => {
      const own: ConsentFact = { status: 'subscribed', source: 'modified', learnedAt }

      expect(strictestOf(own, [{ ...own, status }])).toBe(own)
    },
  )

  it('is what was said at another address, whatever became of that address since', () => {
    const own = about('subscribed')
    const bounced: ConsentFact = { ...about('hard-bounced'), will: 'complained' }

    expect(strictestOf(own, [about('unsubscribed'), bounced])).toEqual(about('complained'))
    expect(strictestOf(bounced, [about('unsubscribed')])).toBe(bounced)
  })

  it('takes no mark of ours on another address for what the person said', () => {
    const own: ConsentFact = { status: 'subscribed', source: 'modified', learnedAt }

    expect(strictestOf(own, [{ ...own, status: 'unsubscribed', isOurs: true }])).toBe(own)
  })
})

describe('an opt-out of the person', () => {
  const about = (status: ConsentStatus, fields: Partial<ConsentFact> = {}): ConsentFact => ({
    ...{ status, source: 'modified', learnedAt: '2026-03-01T12:00:00.000Z' },
    ...fields,
  })

  it.each([
    ['unsubscribed', {}, true],
    ['unsubscribed', { isOurs: true }, false],
    ['hard-bounced', {}, false],
    ['hard-bounced', { will: 'unsubscribed' }, true],
    ['not-subscribed', { isOurs: true, will: 'unsubscribed' }, true],
  ] as const)('is, of %s %j: %s', (status, fields, expected) => {
    expect(isWill(about(status, fields))).toBe(expected)
  })
})

describe('the mark of a contact that Concord made', () => {
  const marked = { status: 'unsubscribed', source: 'full-read', learnedAt: '2026-03-10T10:59:00.000Z' } as const

  it('is no opt-out, whether the contact or the fact is known as Concord’s own', () => {
    expect(ownMarkAside(marked, true)).toEqual({ ...marked, status: 'not-subscribed' })
    expect(ownMarkAside({ ...marked, isOurs: true }, false)).toMatchObject({ status: 'not-subscribed' })
  })

  it('is an opt-out of anybody else, and never hides a stricter word', () => {
    expect(ownMarkAside(marked, false)).toEqual(marked)
    expect(ownMarkAside({ ...marked, status: 'hard-bounced' }, true).status).toBe('hard-bounced')
    expect(ownMarkAside({ ...marked, status: 'subscribed' }, true).status).toBe('subscribed')
  })
})
