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

/**
 * Reads what Dotdigital says: everything the first time, then what changed, with an overlap. Suppressions are read
 * before contacts, since a contact shows the present state.
 */
export const learn = async (needs: LearnNeeds): Promise<void> => {
  const { account, source, ledger, now } = needs
  const startedAt: Instant = now().toISOString()
  const readAt = await ledger.readAt(account)
  const since = readAt === undefined ? undefined : new Date(Date.parse(readAt) - overlapMs)

  for await (const page of source.suppressions(since ?? beginning)) await keep(needs, page, readAt === undefined)
  for await (const page of source.contacts(since)) await keep(needs, page, readAt === undefined)
  if (readAt === undefined || !(await isFilled(needs))) await fill(needs)
  await ledger.setReadAt(account, startedAt)
}

/** @param isFirst the very first read is no news: no record has been decided on anything else */
const keep = async (needs: LearnNeeds, page: readonly Reading[], isFirst: boolean): Promise<void> => {
  const { account, ledger, hash } = needs
  const readings = page.map(({ email, fact }) => ({ addressHash: addressHash(hash, email), fact }))
  const known = await ledger.findAll(
    account,
    readings.map((reading) => reading.addressHash),
  )
  const kept = readings.map((reading) => ({
    addressHash: reading.addressHash,
    fact: newerFact(known.get(reading.addressHash), reading.fact),
  }))
  const news = kept.filter((one) => isNews(known.get(one.addressHash), one.fact))
  const rest = kept.filter((one) => !news.includes(one))
  await ledger.keep(account, rest, true)
  await ledger.keep(account, news, isFirst)
  if (!isFirst) await follow(needs, news)
}

/** Brings the suppression set after the facts; what fails here is mended by the next rebuild. */
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
export const fill = async ({ account, ledger, suppressed }: LearnNeeds): Promise<void> => {
  const entries = new Map<string, ConsentFact['status']>()
  for await (const { addressHash: address, fact } of ledger.closed(account)) entries.set(address, fact.status)
  await suppressed.replace(account, entries)
}
