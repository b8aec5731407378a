import type { Freshness, SuppressionSet } from '@concord/storage'
import { closesMarketing } from './decide.js'
import type { ConsentLedger, KnownFact, LastRead } from './ports.js'

interface Needs {
  readonly account: string
  readonly ledger: ConsentLedger
  readonly suppressed: SuppressionSet
  readonly consentTooOldMinutes: number
}

export interface SetKeeper {
  /** Brings the set after the facts. Facts are kept although it is away: what is attached to records rests on them. */
  follow(news: readonly KnownFact[]): Promise<void>
  /**
   * Derives the set from the facts anew where it may lack something or was flushed, and says how old it is. Nothing is
   * derived from an account that was never read.
   * @throws SuppressionSetUnavailable while it is away
   */
  mend(): Promise<void>
}

/** Keeps the suppression set true to the ledger. */
export const setKeeper = (needs: Needs): SetKeeper => {
  const { account, ledger, suppressed } = needs
  // What an earlier process could not bring to the set is known to nobody.
  let isBehind = true

  const fill = async (freshness: Freshness): Promise<void> => {
    isBehind = false
    try {
      await suppressed.replace(account, ledger.closed(account), freshness)
    } catch (failure) {
      isBehind = true
      throw failure
    }
  }

  return {
    async follow(news) {
      const addresses = news.filter(({ scope }) => scope === undefined).map(({ addressHash }) => addressHash)
      if (addresses.length === 0) return
      await ledger.alone(account, (alone) => bring(needs, alone, addresses)).catch(() => (isBehind = true))
    },

    async mend() {
      const last = await ledger.lastRead(account)
      if (last === undefined) return
      const freshness = freshnessOf(last, needs.consentTooOldMinutes)
      if (isBehind || !(await isFilled(needs))) await fill(freshness)
      else await suppressed.renew(account, freshness)
    },
  }
}

/** By the facts as they stand now, alone: of two who bring changes the later one never brings the older word. */
const bring = async ({ account, suppressed }: Needs, ledger: ConsentLedger, addresses: readonly string[]) => {
  const known = await ledger.find(account, addresses)
  const ofAccount = known.filter(({ scope }) => scope === undefined)
  await Promise.all(
    ofAccount.map(({ addressHash, fact }) =>
      closesMarketing(fact)
        ? suppressed.put(account, addressHash, fact.status)
        : suppressed.remove(account, addressHash),
    ),
  )
}

const isFilled = ({ account, suppressed }: Needs): Promise<boolean> =>
  suppressed.freshness(account).then(
    () => true,
    () => false,
  )

const freshnessOf = ({ readAt }: LastRead, tooOldMinutes: number): Freshness => ({
  readAt,
  tooOldAt: new Date(Date.parse(readAt) + tooOldMinutes * 60_000).toISOString(),
})
