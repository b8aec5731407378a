import type { ConsentEvidence, Instant } from '@concord/domain'

/** What a customer said in a marketplace, under one of their addresses. */
export interface Statement {
  readonly addressHash: string
  readonly marketplace: string
  /** When it was said, by the storefront's clock, and never later than it came. */
  readonly saidAt: Instant
  readonly evidence: ConsentEvidence
}

/** What customers agreed to and refused in marketplaces: sealed, the newest of each address and account. */
export interface EvidenceBook {
  /** Keeps it unless something later is kept; of two of one instant the refusal stands. */
  keep(account: string, statement: Statement): Promise<void>
  newest(account: string, addressHashes: readonly string[]): Promise<readonly Statement[]>
}
