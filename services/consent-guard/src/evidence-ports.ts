import type { ConsentEvidence, Instant } from '@concord/domain'

/** What a customer said in a marketplace, under one of their addresses. */
export interface Statement {
  readonly addressHash: string
  readonly marketplace: string
  /** When it was said, by the storefront's clock, and never later than it came. */
  readonly saidAt: Instant
  readonly evidence: ConsentEvidence
}

/** What customers agreed to and refused in marketplaces: sealed, and never overwritten by what they said later. */
export interface EvidenceBook {
  keep(account: string, statement: Statement): Promise<void>
  /** All that was said at these addresses, the last of it first; of two of one instant the refusal. */
  said(account: string, addressHashes: readonly string[]): Promise<readonly Statement[]>
}
