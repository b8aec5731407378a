import type { Message } from '@concord/contracts'
import { type ConsentEvidence, type Instant, partsOfVersion } from '@concord/domain'
import type { Vault } from '@concord/storage'
import type { EvidenceBook, Statement } from './evidence-ports.js'
import { grantFor } from './grant.js'
import { addressHash } from './hashes.js'
import type { ConsentLedger } from './ports.js'

interface Needs {
  readonly book: EvidenceBook
  readonly ledger: Pick<ConsentLedger, 'find' | 'hasEverOptedOut'>
  readonly hash: Vault['hash']
  readonly accountOf: (marketplace: string) => string
  /** Whether consent given in a marketplace may make a subscriber. */
  readonly maySubscribe: (marketplace: string) => boolean
}

/** Marketplace consent: kept as evidence, and passed on where it may make a subscriber. */
export interface Evidence {
  /** Keeps what was agreed to or refused at a checkout, if anything was, and by whom is told. */
  take(message: Message<'identified.sales-order.v1'>): Promise<void>
  grantOf(marketplace: string, addresses: GrantAddresses): Promise<ConsentEvidence | undefined>
}

export interface GrantAddresses {
  readonly address: string | undefined
  readonly others: readonly string[]
}

export const evidence = (needs: Needs): Evidence => ({
  async take({ marketplace, recordversion, data: { salesOrder } }) {
    const { email, consent } = salesOrder
    if (email === undefined || consent === undefined) return
    const saidAt = earlierOf(consent.at, partsOfVersion(recordversion).observedAt)
    const statement = { addressHash: addressHash(needs.hash, email), marketplace, saidAt, evidence: consent }
    await needs.book.keep(needs.accountOf(marketplace), statement)
  },

  async grantOf(marketplace, { address, others }) {
    const { book, ledger, maySubscribe } = needs
    if (address === undefined || !maySubscribe(marketplace)) return undefined
    const account = needs.accountOf(marketplace)
    const addresses = [address, ...others]
    const statements = newestOfEach(await book.said(account, addresses))
    if (statements.length === 0) return undefined
    const known = await ledger.find(account, addresses)
    // After the facts: what is learned in between still counts.
    const hasEverOptedOut = await ledger.hasEverOptedOut(account, addresses)
    return grantFor({ address, statements, known, hasEverOptedOut, maySubscribe })
  },
})

/** Of what was said at each address the newest, which comes first. */
const newestOfEach = (statements: readonly Statement[]): readonly Statement[] => [
  ...new Map(statements.toReversed().map((statement) => [statement.addressHash, statement])).values(),
]

const earlierOf = (said: Instant, came: Instant): Instant => (came < said ? came : said)
