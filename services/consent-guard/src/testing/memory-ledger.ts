import { closesMarketing } from '../decide.js'
import type { ConsentLedger, KnownFact } from '../ports.js'

interface Row extends KnownFact {
  readonly account: string
  readonly isTold: boolean
}

export const memoryLedger = (): ConsentLedger => {
  const rows = new Map<string, Row>()
  const reads = new Map<string, string>()
  const keyOf = ({ account, addressHash }: { account: string; addressHash: string }) => `${account} ${addressHash}`
  const byAge = (left: Row, right: Row) => (left.fact.learnedAt < right.fact.learnedAt ? -1 : 1)

  let tail: Promise<unknown> = Promise.resolve()

  const ledger: ConsentLedger = {
    alone: (_account, work) => {
      const result = tail.then(() => work(ledger))
      tail = result.catch(() => undefined)
      return result
    },
    find: async (account, addressHash) => rows.get(keyOf({ account, addressHash }))?.fact,
    findAll: async (account, addressHashes) =>
      new Map(
        addressHashes
          .map((addressHash) => rows.get(keyOf({ account, addressHash })))
          .filter((row) => row !== undefined)
          .map(({ addressHash, fact }) => [addressHash, fact]),
      ),
    async keep(account, facts, told) {
      for (const known of facts) {
        const key = keyOf({ account, ...known })
        rows.set(key, { account, ...known, isTold: told && rows.get(key)?.isTold !== false })
      }
    },
    untold: async (limit) =>
      [...rows.values()]
        .filter(({ isTold }) => !isTold)
        .sort(byAge)
        .slice(0, limit)
        .map(({ account, addressHash, fact }) => ({ account, addressHash, fact })),
    async markTold(facts) {
      for (const told of facts) {
        const row = rows.get(keyOf(told))
        if (row?.fact.status === told.fact.status) rows.set(keyOf(told), { ...row, isTold: true })
      }
    },
    async tellAgain(since) {
      for (const [key, row] of rows) if (row.fact.learnedAt > since) rows.set(key, { ...row, isTold: false })
    },
    async *closed(account) {
      for (const row of rows.values())
        if (row.account === account && closesMarketing(row.fact)) yield { addressHash: row.addressHash, fact: row.fact }
    },
    readAt: async (account) => reads.get(account),
    setReadAt: async (account, at) => void reads.set(account, at),
  }
  return ledger
}
