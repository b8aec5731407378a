import type { Instant } from './order.js'

/** What a storefront says of one checkout: who bought, and what they agreed to. The strongest evidence of identity. */
export interface SalesOrder {
  /** The checkout; Mirakl carries it on each of its orders. */
  readonly commercialId: string
  readonly email?: string | undefined
  /** The storefront's own id of the customer. */
  readonly customerId?: string | undefined
  readonly phone?: string | undefined
  /** Like `fr_FR`. */
  readonly locale?: string | undefined
  readonly placedAt?: Instant | undefined
  readonly consent?: ConsentEvidence | undefined
}

/** What was ticked, or was not, and under which words: kept to be shown again. */
export interface ConsentEvidence {
  readonly isGranted: boolean
  readonly text: string
  readonly at: Instant
  readonly url?: string | undefined
  readonly ip?: string | undefined
  readonly userAgent?: string | undefined
}
