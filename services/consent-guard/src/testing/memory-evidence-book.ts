import type { EvidenceBook, Statement } from '../evidence-ports.js'

export const memoryEvidenceBook = (): EvidenceBook => {
  const statements = new Map<string, Statement>()
  return {
    async keep(account, statement) {
      const key = `${account} ${statement.addressHash}`
      const known = statements.get(key)
      if (known === undefined || isLater(statement, known)) statements.set(key, statement)
    },
    newest: async (account, addressHashes) =>
      addressHashes.map((hash) => statements.get(`${account} ${hash}`)).filter((one) => one !== undefined),
  }
}

const isLater = ({ saidAt, evidence }: Statement, known: Statement): boolean =>
  saidAt > known.saidAt || (saidAt === known.saidAt && !evidence.isGranted)
