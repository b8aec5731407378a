import type { EvidenceBook, Statement } from '../evidence-ports.js'

export const memoryEvidenceBook = (): EvidenceBook => {
  const statements = new Map<string, readonly [account: string, Statement]>()
  return {
    async keep(account, statement) {
      const { addressHash, marketplace, saidAt, evidence } = statement
      const key = [account, addressHash, marketplace, saidAt, evidence.isGranted].join(' ')
      if (!statements.has(key)) statements.set(key, [account, statement])
    },
    said: async (account, addressHashes) =>
      [...statements.values()]
        .filter(([owner, { addressHash }]) => owner === account && addressHashes.includes(addressHash))
        .map(([, statement]) => statement)
        .toSorted(lastFirst),
  }
}

const lastFirst = (one: Statement, other: Statement): number => {
  if (one.saidAt !== other.saidAt) return one.saidAt > other.saidAt ? -1 : 1
  return Number(one.evidence.isGranted) - Number(other.evidence.isGranted)
}
