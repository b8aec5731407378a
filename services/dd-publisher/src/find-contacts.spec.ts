import { TransientFailure } from '@concord/domain'
import { memorySuppressionSet } from '@concord/storage'
import { describe, expect, it } from 'vitest'
import type { ContactFinding, UnknownContact } from './contacts-port.js'
import type { Platform } from './dotdigital-port.js'
import { findContacts, type FindNeeds } from './find-contacts.js'
import { accountRules } from './testing/account.js'
import { NotNow } from './testing/not-now.js'

class Away extends TransientFailure {
  readonly code = 'away'
}

const unknown = (nth: number, changed: Partial<UnknownContact> = {}): UnknownContact => ({
  ...{ account: 'main', profileId: `profile-${nth}`, email: `${nth}@example.org`, addressHash: `hash-${nth}` },
  ...{ otherAddressHashes: [], isDoubted: false, isAnothers: false, isExpected: false, isIntended: false },
  ...changed,
})
const several = (count: number): readonly UnknownContact[] =>
  Array.from({ length: count }, (_none, nth) => unknown(nth))

interface Scene {
  readonly create?: (email: string) => Promise<unknown>
  readonly postpone?: ContactFinding['postpone']
}

/** One round over these, and what became of it; each creation takes a moment. */
const round = async (contacts: readonly UnknownContact[], { create, postpone }: Scene = {}) => {
  const [found, postponed]: [string[], string[]] = [[], []]
  const inHand = { now: 0, most: 0, asked: [] as string[] }
  const finding: Partial<ContactFinding> = {
    contactsToFind: async () => contacts,
    intendContact: async () => undefined,
    foundContact: async ({ profileId }) => void found.push(profileId),
    postpone: postpone ?? (async ({ profileId }) => void postponed.push(profileId)),
  }
  const createContact = async (email: string) => {
    inHand.asked.push(email)
    inHand.now += 1
    inHand.most = Math.max(inHand.most, inHand.now)
    try {
      await new Promise((resolve) => setImmediate(resolve))
      await create?.(email)
      return { is: 'created', contactId: inHand.asked.length } as const
    } finally {
      inHand.now -= 1
    }
  }
  const needs = {
    ...{ account: accountRules, contacts: finding, platform: { createContact } satisfies Partial<Platform> },
    ...{ suppressed: memorySuppressionSet(), now: () => new Date() },
  } as unknown as FindNeeds
  const failure = await findContacts(needs).then(
    () => undefined,
    (cause: unknown) => cause,
  )
  return { found, postponed, failure, leftInHand: inHand.now, most: inHand.most, asked: inHand.asked }
}

describe('a round of finding contacts', () => {
  it('makes each of them, eight at once and no more', async () => {
    const { found, most, failure } = await round(several(30))

    expect([new Set(found).size, most, failure]).toEqual([30, 8, undefined])
  })

  it('leaves those who share an address to one another’s next round', async () => {
    const { found } = await round([unknown(1), unknown(2, { addressHash: 'hash-1' }), unknown(3)])

    expect(found.toSorted()).toEqual(['profile-1', 'profile-3'])
  })

  it('puts one that fails to the end, goes on with the others, and says so', async () => {
    const bug = new Error('a bug')
    const create = async (email: string) => {
      if (email === '4@example.org') throw bug
    }
    const { found, postponed, failure } = await round(several(20), { create })

    expect([found.length, postponed, failure]).toEqual([19, ['profile-4'], bug])
  })

  it('begins nothing more once Dotdigital is away', async () => {
    const away = new Away('no answer')
    const { asked, postponed, failure } = await round(several(30), { create: () => Promise.reject(away) })

    expect(failure).toBe(away)
    expect(asked).toHaveLength(8)
    expect(postponed).toHaveLength(8)
  })

  it('has all keep their places where Dotdigital takes no calls for now', async () => {
    const later = new NotNow('quota')
    const { asked, postponed, failure } = await round(several(30), { create: () => Promise.reject(later) })

    expect([asked.length, postponed, failure]).toEqual([8, [], later])
  })

  it('ends only with the last of its calls, also where the database is away', async () => {
    const gone = new Error('the database is away')
    let calls = 0
    const create = async () => {
      if ((calls += 1) === 1) throw new Error('a bug')
      await new Promise((resolve) => setTimeout(resolve, 5))
    }
    const { leftInHand, failure, asked } = await round(several(30), { create, postpone: () => Promise.reject(gone) })

    expect(leftInHand).toBe(0)
    expect(failure).toEqual(new Error('a bug'))
    expect(asked.length).toBeLessThan(30)
  })
})
