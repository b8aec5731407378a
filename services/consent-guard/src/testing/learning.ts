import type { ConsentScope, ConsentStatus } from '@concord/domain'
import { memorySuppressionSet, type SuppressionSet } from '@concord/storage'
import { addressHash } from '../hashes.js'
import { createLearner, type Learner } from '../learn.js'
import type { Reading } from '../ports.js'
import { hashOf } from './facts.js'
import { memoryLedger } from './memory-ledger.js'

export const account = 'main'
export const ada = 'ada@example.org'
export const grace = 'grace@example.org'

/** What Dotdigital says when it is asked, and what it was asked for. */
const memorySource = () => {
  const asked: { contacts: (Date | undefined)[]; suppressions: Date[] } = { contacts: [], suppressions: [] }
  const world = {
    contacts: [] as readonly (readonly Reading[])[],
    suppressions: [] as readonly (readonly Reading[])[],
    beforeContacts: async (): Promise<void> => undefined,
  }
  return {
    asked,
    world,
    async *contacts(since: Date | undefined) {
      asked.contacts.push(since)
      await world.beforeContacts()
      yield* world.contacts
    },
    async *suppressions(since: Date) {
      asked.suppressions.push(since)
      yield* world.suppressions
    },
  }
}

/** A learner of one account with all it works on in memory, on a clock that a test moves; it begins at noon. */
export const learning = (scopes: readonly ConsentScope[] = [], { makesContacts = true } = {}) => {
  let clock = new Date('2026-03-01T12:00:00Z')
  const now = () => clock
  const ledger = memoryLedger()
  const suppressed = memorySuppressionSet(now)
  const { asked, world, ...source } = memorySource()

  /** A process that begins to learn. */
  const started = (watched: readonly ConsentScope[], set: SuppressionSet = suppressed): Learner =>
    createLearner({
      ...{ account, ledger, source, now, hash: hashOf, suppressed: set, scopes: watched },
      ...{ fullReadEveryHours: 24, consentTooOldMinutes: 15, optOutMinutes: 60, makesContacts },
    })
  let learner = started(scopes)
  const isAbout = (email: string) => addressHash(hashOf, email)

  return {
    ...{ ledger, suppressed, asked, world, now },
    learner: () => learner,
    restart: (watched = scopes, set?: SuppressionSet) => void (learner = started(watched, set)),
    async learn() {
      await learner.learn()
      await learner.mend()
    },
    later: (minutes: number) => void (clock = new Date(clock.getTime() + minutes * 60_000)),
    pass: (email: string, hasGrant = false) =>
      ledger.notePassed(account, { addressHash: isAbout(email), at: clock.toISOString(), hasGrant }),
    hasEverOptedOut: (email: string) => ledger.hasEverOptedOut(account, [isAbout(email)]),
    factOf: async (email: string) =>
      (await ledger.find(account, [isAbout(email)])).find(({ scope }) => scope === undefined)?.fact,
    scopesOf: async (email: string) =>
      (await ledger.find(account, [isAbout(email)])).flatMap(({ scope, fact: { status } }) =>
        scope === undefined ? [] : [`${scope} ${status}`],
      ),
    isSuppressed: (email: string) => suppressed.find(account, isAbout(email)),
    async takeNews() {
      const news = await ledger.untold(100)
      await ledger.markTold(news)
      return news.map(({ addressHash: address, fact }) => `${address} ${fact.status}`)
    },
    ...readingsAt(now),
  }
}

const readingsAt = (now: () => Date) => ({
  contact: (email: string, status: ConsentStatus): Reading => ({
    email,
    fact: { status, source: 'modified', learnedAt: now().toISOString() },
  }),
  removal: (email: string, status: ConsentStatus, minutesAgo = 1): Reading => ({
    email,
    fact: {
      ...{ status, source: 'suppressed-since', learnedAt: now().toISOString() },
      since: new Date(now().getTime() - minutesAgo * 60_000).toISOString(),
    },
  }),
})
