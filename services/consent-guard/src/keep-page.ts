import type { ConsentFact } from '@concord/domain'
import { isNews, isWorthKeeping } from './decide.js'
import { isOptOut } from './grant.js'
import { lagsOf } from './lag.js'
import { isEvent, newerFact, willOf } from './newer-fact.js'
import { oursAside } from './ours.js'
import type { ConsentLedger, KnownFact, Reading } from './ports.js'

interface Needs {
  readonly account: string
  /** Alone among all who keep facts of this account. */
  readonly ledger: ConsentLedger
  /** Whether the account was never read before, and so there is nothing to tell. */
  readonly isFirst: boolean
  /** Whether Concord makes contacts in this account. */
  readonly makesContacts: boolean
}

export interface HashedReading {
  readonly addressHash: string
  readonly reading: Reading
}

/** Keeps the facts of a page and answers which of them are new. */
export const keepPage = async (needs: Needs, readings: readonly HashedReading[]): Promise<readonly KnownFact[]> => {
  const { account, ledger, isFirst } = needs
  const before = await knownBefore(needs, readings)
  const { kept, out } = newestOf(needs, before, readings)
  await ledger.markOptedOut(account, out)
  const news = kept.filter((one) => isNews(before.get(keyOf(one))?.fact, one))
  const rest = kept.filter((one) => !news.includes(one))
  await ledger.keep(account, isFirst ? kept : rest, true)
  await ledger.keep(account, isFirst ? [] : news, false)
  await ledger.noteLags(account, isFirst ? [] : lagsOf(news))
  return news
}

type Known = ReadonlyMap<string, KnownFact>

const keyOf = ({ addressHash, scope }: Pick<KnownFact, 'addressHash' | 'scope'>): string =>
  `${addressHash} ${scope ?? ''}`

/** Of the addresses that are named, and of those that the same contacts had before. */
const knownBefore = async ({ account, ledger }: Needs, readings: readonly HashedReading[]): Promise<Known> => {
  const addresses = new Set(readings.map(({ addressHash }) => addressHash))
  const contacts = new Set(readings.flatMap(({ reading }) => reading.contactId ?? []))
  const found = [
    ...(await ledger.findByContact(account, [...contacts])),
    ...(await ledger.find(account, [...addresses])),
  ]
  return new Map(found.map((one) => [keyOf(one), one]))
}

const newestOf = (
  { makesContacts }: Needs,
  known: Known,
  readings: readonly HashedReading[],
): { readonly kept: readonly KnownFact[]; readonly out: readonly string[] } => {
  const newest = new Map<string, KnownFact>()
  // Also of what something newer stands against: that somebody was ever out is never forgotten.
  const out: string[] = []
  const formerOf = formerBy(known)
  for (const { addressHash, reading } of readings) {
    const { scope } = reading
    const key = keyOf({ addressHash, scope })
    const before = newest.get(key) ?? known.get(key)
    const former = formerOf({ addressHash, reading })
    const said = scope === undefined ? oursAside(before, reading, { former, makesContacts }) : reading.fact
    const one = keptOf({ addressHash, reading }, before, isEvent(said) ? said : withWillOf(said, former))
    if (isOptOut({ addressHash, scope, fact: said })) out.push(addressHash)
    if (isWorthKeeping(before?.fact, one)) newest.set(key, one)
    for (const left of former.filter((held) => isLeft(newest.get(keyOf(held)) ?? held, reading)))
      newest.set(keyOf(left), leftBehind(left, reading))
  }
  return { kept: [...newest.values()], out }
}

/** What was known of the same contact, and in the same scope, at other addresses. */
const formerBy = (known: Known) => {
  const byContact = new Map<number, KnownFact[]>()
  for (const one of known.values())
    if (one.contactId !== undefined) byContact.set(one.contactId, [...(byContact.get(one.contactId) ?? []), one])
  return ({ addressHash, reading: { contactId, scope } }: HashedReading): readonly KnownFact[] =>
    contactId === undefined
      ? []
      : (byContact.get(contactId) ?? []).filter((one) => one.scope === scope && one.addressHash !== addressHash)
}

const keptOf = (
  { addressHash, reading: { scope, contactId } }: HashedReading,
  before: KnownFact | undefined,
  said: ConsentFact,
): KnownFact => {
  const fact = newerFact(before?.fact, said)
  const isNewer = fact.learnedAt === said.learnedAt
  return { addressHash, scope, fact, contactId: isNewer ? (contactId ?? before?.contactId) : before?.contactId }
}

const withWillOf = (said: ConsentFact, former: readonly KnownFact[]): ConsentFact => {
  const will = willOf(...former.map(({ fact }) => fact))
  return will === undefined ? said : { ...said, will }
}

/** Whether an address has lost its contact to the one that a reading shows. */
const isLeft = ({ fact, contactId }: KnownFact, reading: Reading): boolean =>
  !isEvent(reading.fact) && contactId === reading.contactId && fact.learnedAt <= reading.fact.learnedAt

/** What the person said went along with the contact; that an address bounces is true of it all the same. */
const leftBehind = ({ addressHash, scope, fact }: KnownFact, { fact: { source, learnedAt } }: Reading): KnownFact => {
  const bounces = ofAddress.has(fact.status)
  const rest = { ...fact, will: undefined, learnedAt }
  const unknown = { status: 'unknown', source, learnedAt, since: learnedAt } as const
  return { addressHash, scope, fact: bounces ? rest : unknown }
}

const ofAddress: ReadonlySet<ConsentFact['status']> = new Set(['hard-bounced', 'soft-bounced', 'blocked'])
