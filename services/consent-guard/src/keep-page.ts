import type { ConsentFact } from '@concord/domain'
import { isNews, isWorthKeeping, newerFact, oursAside } from './decide.js'
import { isOptOut } from './grant.js'
import type { ConsentLedger, KnownFact, Reading } from './ports.js'

interface Needs {
  readonly account: string
  /** Alone among all who keep facts of this account. */
  readonly ledger: ConsentLedger
  /** Whether a word is the first of its kind, and so nothing to tell. */
  readonly isFirst: (known: KnownFact) => boolean
}

export interface HashedReading {
  readonly addressHash: string
  readonly reading: Reading
}

/** Keeps the facts of a page and answers which of them are new. */
export const keepPage = async (needs: Needs, readings: readonly HashedReading[]): Promise<readonly KnownFact[]> => {
  const { account, ledger, isFirst } = needs
  const found = await ledger.find(account, [...new Set(readings.map(({ addressHash }) => addressHash))])
  const known = new Map(found.map((one) => [keyOf(one), one.fact]))
  const { kept, out } = newestOf(known, readings)
  await ledger.markOptedOut(account, out)
  const news = kept.filter((one) => isNews(known.get(keyOf(one)), one))
  const rest = kept.filter((one) => !news.includes(one))
  const untold = news.filter((one) => !isFirst(one))
  await ledger.keep(account, [...rest, ...news.filter(isFirst)], true)
  await ledger.keep(account, untold, false)
  return news
}

const keyOf = ({ addressHash, scope }: Pick<KnownFact, 'addressHash' | 'scope'>): string =>
  `${addressHash} ${scope ?? ''}`

const newestOf = (
  known: ReadonlyMap<string, ConsentFact>,
  readings: readonly HashedReading[],
): { readonly kept: readonly KnownFact[]; readonly out: readonly string[] } => {
  const newest = new Map<string, KnownFact>()
  // Also of what something newer stands against: that somebody was ever out is never forgotten.
  const out: string[] = []
  for (const { addressHash, reading } of readings) {
    const { scope } = reading
    const key = keyOf({ addressHash, scope })
    const before = newest.get(key)?.fact ?? known.get(key)
    const said = scope === undefined ? oursAside(before, reading) : reading.fact
    const one = { addressHash, scope, fact: newerFact(before, said) }
    if (isOptOut({ addressHash, scope, fact: said })) out.push(addressHash)
    if (isWorthKeeping(before, one)) newest.set(key, one)
  }
  return { kept: [...newest.values()], out }
}
