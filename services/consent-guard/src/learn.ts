import { type ConsentFact, type Instant, normaliseEmail } from '@concord/domain'
import type { SuppressionSet, Vault } from '@concord/storage'
import { closesMarketing, isNews, newerFact } from './decide.js'
import type { ConsentLedger, ConsentSource, KnownFact, Reading } from './ports.js'

export interface LearnNeeds {
  readonly account: string
  readonly source: ConsentSource
  readonly ledger: ConsentLedger
  readonly suppressed: SuppressionSet
  readonly hash: Vault['hash']
  readonly now: () => Date
}

const overlapMs = 900_000
const beginning = new Date('2000-01-01T00:00:00Z')

/** The keyed hash that stands for an address everywhere outside Dotdigital. */
export const addressHash = (hash: Vault['hash'], email: string): string =>
  hash(`email ${normaliseEmail(email) ?? email}`)

/** What one account's reading is made of. */
export interface Learner {
  /**
   * Reads what Dotdigital says: everything the first time, then what changed, with an overlap. Suppressions are read
   * before contacts, since a contact shows the present state.
   */
  learn(): Promise<void>
  /** Takes in what Dotdigital told by itself. */
  hear(reading: Reading): Promise<void>
  /** Derives the suppression set from the facts anew where it may lack something. */
  mend(): Promise<void>
}

export const createLearner = (needs: LearnNeeds): Learner => {
  const { account, source, ledger, now } = needs
  // What an earlier process could not bring to the set is known to nobody.
  let isBehind = true
  const keep = async (page: readonly Reading[], isFirst: boolean): Promise<void> => {
    const news = await ledger.alone(account, (alone) => keepPage({ ...needs, ledger: alone }, page, isFirst))
    // Facts are kept although the set is away: what is attached to records rests on them.
    await follow(needs, news).catch(() => (isBehind = true))
  }

  return {
    async learn() {
      const startedAt: Instant = now().toISOString()
      const readAt = await ledger.readAt(account)
      const since = readAt === undefined ? undefined : new Date(Date.parse(readAt) - overlapMs)
      const isFirst = readAt === undefined
      for await (const page of source.suppressions(since ?? beginning)) await keep(page, isFirst)
      for await (const page of source.contacts(since)) await keep(page, isFirst)
      await ledger.setReadAt(account, startedAt)
    },

    hear: (reading) => keep([reading], false),

    async mend() {
      if (!isBehind && (await isFilled(needs))) return
      await fill(needs)
      isBehind = false
    },
  }
}

/**
 * Keeps the facts of a page and answers which of them are news.
 *
 * @param isFirst the very first read has nothing to tell: no record has been decided on anything else
 */
const keepPage = async (needs: LearnNeeds, page: readonly Reading[], isFirst: boolean): Promise<KnownFact[]> => {
  const { account, ledger, hash } = needs
  const readings = page.map(({ email, fact }) => ({ addressHash: addressHash(hash, email), fact }))
  const known = await ledger.findAll(
    account,
    readings.map((reading) => reading.addressHash),
  )
  const newest = new Map(known)
  for (const { addressHash: address, fact } of readings) newest.set(address, newerFact(newest.get(address), fact))
  const kept = [...newest].map(([address, fact]) => ({ addressHash: address, fact }))
  const news = kept.filter((one) => isNews(known.get(one.addressHash), one.fact))
  const rest = kept.filter((one) => !news.includes(one))
  await ledger.keep(account, rest, true)
  await ledger.keep(account, news, isFirst)
  return news
}

/** Brings the suppression set after the facts. */
const follow = async ({ account, suppressed }: LearnNeeds, news: readonly KnownFact[]): Promise<void> => {
  for (const { addressHash: address, fact } of news) {
    await (closesMarketing(fact) ? suppressed.put(account, address, fact.status) : suppressed.remove(account, address))
  }
}

const isFilled = ({ account, suppressed }: LearnNeeds): Promise<boolean> =>
  suppressed.find(account, '').then(
    () => true,
    () => false,
  )

/** Derives the whole set from the facts, at once. */
const fill = async ({ account, ledger, suppressed }: LearnNeeds): Promise<void> => {
  const entries = new Map<string, ConsentFact['status']>()
  for await (const { addressHash: address, fact } of ledger.closed(account)) entries.set(address, fact.status)
  await suppressed.replace(account, entries)
}
