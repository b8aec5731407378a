import type { ConsentFact, ConsentScope, Instant } from '@concord/domain'
import type { SuppressionSet, Vault } from '@concord/storage'
import { isOptOut } from './grant.js'
import { addressHash } from './hashes.js'
import { keepPage } from './keep-page.js'
import { lagsOf } from './lag.js'
import { isEvent, newerFact } from './newer-fact.js'
import type { ConsentLedger, ConsentSource, KnownFact, LastRead, Reading } from './ports.js'
import { setKeeper } from './set-keeper.js'

export interface LearnNeeds {
  readonly account: string
  /** The scopes that triggers of the account name. */
  readonly scopes: readonly ConsentScope[]
  readonly fullReadEveryHours: number
  readonly consentTooOldMinutes: number
  /** An opt-out that is learned later than this is late. */
  readonly optOutMinutes: number
  /** Whether Concord makes contacts in this account. */
  readonly makesContacts: boolean
  readonly source: ConsentSource
  readonly ledger: ConsentLedger
  readonly suppressed: SuppressionSet
  readonly hash: Vault['hash']
  /** Told how many seconds after each opt-out it was learned. */
  readonly onOptOutLearned?: ((seconds: number) => void) | undefined
  readonly now: () => Date
}

const overlapMs = 900_000
const hourMs = 3_600_000
const weekMs = 168 * hourMs
const beginning = new Date('2000-01-01T00:00:00Z')

/** What one account's reading is made of. */
export interface Learner {
  /**
   * Reads what Dotdigital says: everything the first time and where triggers name a scope nobody was asked for, then what
   * changed, with an overlap. Suppressions are read before contacts, since a contact shows the present state.
   */
  learn(): Promise<void>
  /** Reads every contact again where that was long ago: what no list of changes tells, and who is gone. */
  reread(): Promise<void>
  /** Takes in what Dotdigital told by itself. */
  hear(reading: Reading): Promise<void>
  /** Derives the suppression set from the facts anew where it may lack something, and says how old it is. */
  mend(): Promise<void>
  /**
   * How old the last reading is, in seconds, and how late opt-outs were learned: `optOutsLearned` and the slowest of them in
   * the last week, `optOutsLate` and the slowest in the last hour.
   */
  figures(): Promise<Readonly<Record<string, number>>>
}

export const createLearner = (needs: LearnNeeds): Learner => {
  const { account, scopes, source, ledger, now } = needs
  const set = setKeeper(needs)
  const { onOptOutLearned = () => undefined } = needs

  const keep = async (page: readonly Reading[], last: LastRead | undefined): Promise<void> => {
    const readings = page.map((reading) => ({ addressHash: addressHash(needs.hash, reading.email), reading }))
    // Of the very first reading there is nothing to tell: no record has been decided on anything else.
    const isFirst = last === undefined
    const parts = { account, isFirst, makesContacts: needs.makesContacts }
    const news = await ledger.alone(account, (alone) => keepPage({ ...parts, ledger: alone }, readings))
    if (last === undefined) return
    for (const { seconds } of lagsOf(news)) onOptOutLearned(seconds)
    await set.follow(news)
  }

  return {
    async learn() {
      const startedAt: Instant = now().toISOString()
      const last = await ledger.lastRead(account)
      const known = last !== undefined && scopes.every((scope) => last.scopes.includes(scope)) ? last : undefined
      const since = known && new Date(Date.parse(known.readAt) - overlapMs)
      for await (const page of source.suppressions(since ?? beginning, scopes)) await keep(page, last)
      for await (const page of source.contacts(since, scopes)) await keep(page, last)
      await ledger.setLastRead(account, { readAt: startedAt, fullReadAt: known?.fullReadAt ?? startedAt, scopes })
    },

    async reread() {
      const startedAt = now()
      const last = await ledger.lastRead(account)
      if (last === undefined) return
      if (startedAt.getTime() - Date.parse(last.fullReadAt) < needs.fullReadEveryHours * hourMs) return
      for await (const page of source.contacts(undefined, scopes)) await keep(page, last)
      await set.follow(await keepGone(needs, startedAt.toISOString()))
      const newest = (await ledger.lastRead(account)) ?? last
      await ledger.setLastRead(account, { ...newest, fullReadAt: startedAt.toISOString() })
    },

    hear: async (reading) => keep([reading], (await ledger.lastRead(account)) ?? neverRead),
    mend: () => set.mend(),

    async figures() {
      const last = await ledger.lastRead(account)
      const ageMs = last && now().getTime() - Date.parse(last.readAt)
      return {
        ...(await lags(needs)),
        ...(ageMs === undefined ? {} : { consentAgeSeconds: Math.round(ageMs / 1_000) }),
      }
    },
  }
}

const lags = async ({ account, ledger, optOutMinutes, now }: LearnNeeds): Promise<Readonly<Record<string, number>>> => {
  const withinMs = (ms: number) =>
    ledger.lagsSince(account, new Date(now().getTime() - ms).toISOString(), optOutMinutes * 60)
  const [week, hour] = await Promise.all([withinMs(weekMs), withinMs(hourMs)])
  return {
    ...{ optOutsLearned: week.learned, worstOptOutLagSeconds: week.worstSeconds },
    ...{ optOutsLate: hour.late, optOutLagSeconds: hour.worstSeconds },
  }
}

/** What is heard before anything was read is news all the same. */
const neverRead: LastRead = { readAt: '', fullReadAt: '', scopes: [] }

const goneAtOnce = 1_000

/**
 * Contacts that a whole reading did not show any more: Dotdigital has none, and so nobody is known to have agreed to
 * anything. An opt-out outlives its contact.
 */
const keepGone = async (needs: LearnNeeds, startedAt: Instant): Promise<readonly KnownFact[]> => {
  const gone: KnownFact[] = []
  for (;;) {
    const some = await keepSomeGone(needs, startedAt)
    gone.push(...some)
    if (some.length < goneAtOnce) return gone
  }
}

const keepSomeGone = ({ account, ledger, now }: LearnNeeds, startedAt: Instant): Promise<readonly KnownFact[]> =>
  ledger.alone(account, async (alone) => {
    const at = now().toISOString()
    const unseen = await alone.unseenSince(account, startedAt, goneAtOnce)
    const gone = unseen.map(({ addressHash: address, fact }) => ({ addressHash: address, fact: afterEnd(fact, at) }))
    await alone.markOptedOut(
      account,
      gone.filter(isOptOut).map((one) => one.addressHash),
    )
    await alone.keep(account, gone, false)
    return gone
  })

/** A mark that no contact ever showed was none: somebody else's contact opted out, and was gone before it was read. */
const afterEnd = (fact: ConsentFact, at: Instant): ConsentFact =>
  fact.isOurs === true && isEvent(fact)
    ? { ...fact, status: 'unsubscribed', isOurs: undefined, learnedAt: at }
    : newerFact(fact, { status: 'unknown', source: 'full-read', learnedAt: at, since: at })
