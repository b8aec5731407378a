import { closesMarketing } from '../decide.js'
import type { AccountFact, ConsentLedger, KnownFact, Lag, LastRead } from '../ports.js'

interface Row extends AccountFact {
  readonly isTold: boolean
}

export const memoryLedger = (): ConsentLedger => {
  const rows = new Map<string, Row>()
  const reads = new Map<string, LastRead>()
  const optOuts = new Set<string>()
  const lagsOf = new Map<string, readonly Lag[]>()
  const keyOf = (account: string, { addressHash, scope }: Pick<KnownFact, 'addressHash' | 'scope'>) =>
    `${account} ${addressHash} ${scope ?? ''}`
  const byAge = (left: Row, right: Row) => (left.fact.learnedAt < right.fact.learnedAt ? -1 : 1)
  const knownOf = ({ addressHash, scope, fact, contactId, grantedAt }: Row): KnownFact => ({
    addressHash,
    fact,
    ...(contactId === undefined ? {} : { contactId }),
    ...(scope === undefined ? {} : { scope }),
    ...(grantedAt === undefined ? {} : { grantedAt }),
  })
  const ofAccount = (account: string) =>
    [...rows.values()].filter((row) => row.account === account && row.scope === undefined)

  let tail: Promise<unknown> = Promise.resolve()

  const ledger: ConsentLedger = {
    alone: (_account, work) => {
      const result = tail.then(() => work(ledger))
      tail = result.catch(() => undefined)
      return result
    },
    find: async (account, addressHashes) =>
      [...rows.values()]
        .filter((row) => row.account === account && addressHashes.includes(row.addressHash))
        .map(knownOf),
    findByContact: async (account, contactIds) =>
      [...rows.values()]
        .filter(({ account: owner, contactId = 0 }) => owner === account && contactIds.includes(contactId))
        .map(knownOf),
    async keep(account, facts, told) {
      for (const { addressHash, scope, fact, contactId } of facts) {
        const key = keyOf(account, { addressHash, scope })
        rows.set(key, { account, addressHash, scope, fact, contactId, isTold: told && rows.get(key)?.isTold !== false })
      }
    },
    markOptedOut: async (account, hashes) => hashes.forEach((hash) => optOuts.add(`${account} ${hash}`)),
    hasEverOptedOut: async (account, hashes) => hashes.some((hash) => optOuts.has(`${account} ${hash}`)),
    async noteLags(account, lags) {
      const before = new Date(Date.parse(lags[0]?.learnedAt ?? '2000-01-01') - 7 * 86_400_000).toISOString()
      const kept = (lagsOf.get(account) ?? []).filter(({ learnedAt }) => learnedAt >= before)
      lagsOf.set(account, [...kept, ...lags])
    },
    async lagsSince(account, since, lateSeconds) {
      const seconds = (lagsOf.get(account) ?? []).flatMap((lag) => (lag.learnedAt >= since ? [lag.seconds] : []))
      const late = seconds.filter((lag) => lag > lateSeconds).length
      return { learned: seconds.length, late, worstSeconds: Math.max(0, ...seconds) }
    },
    async notePassed(account, { addressHash, at, hasGrant }) {
      const key = keyOf(account, { addressHash })
      const fact = { status: 'unknown', source: 'full-read', learnedAt: at } as const
      const known: Row = rows.get(key) ?? { account, addressHash, fact, isTold: true }
      const isGranted = hasGrant && known.fact.status === 'unknown'
      rows.set(key, isGranted ? { ...known, grantedAt: known.grantedAt ?? at } : known)
    },
    untold: async (limit) =>
      [...rows.values()]
        .filter(({ isTold }) => !isTold)
        .sort(byAge)
        .slice(0, limit)
        .map((row) => ({ account: row.account, ...knownOf(row) })),
    async markTold(facts) {
      for (const told of facts) {
        const row = rows.get(keyOf(told.account, told))
        const isSame = row?.fact.status === told.fact.status && row.fact.will === told.fact.will
        if (isSame) rows.set(keyOf(told.account, told), { ...row, isTold: true })
      }
    },
    async tellAgain(since) {
      for (const [key, row] of rows) {
        const isNews = row.fact.status !== 'unknown' || row.fact.since !== undefined
        if (isNews && row.fact.learnedAt > since) rows.set(key, { ...row, isTold: false })
      }
    },
    async *closed(account) {
      for (const { addressHash, fact } of ofAccount(account))
        if (closesMarketing(fact)) yield [addressHash, fact.status]
    },
    unseenSince: async (account, at, limit) =>
      ofAccount(account)
        .filter(({ fact }) => !closesMarketing(fact) && fact.status !== 'unknown' && fact.learnedAt < at)
        .slice(0, limit)
        .map(knownOf),
    lastRead: async (account) => reads.get(account),
    setLastRead: async (account, read) => void reads.set(account, read),
  }
  return ledger
}
