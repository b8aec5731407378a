import type { Instant } from './order.js'

export const consentStatuses = [
  'unknown',
  'subscribed',
  'pending',
  'not-subscribed',
  'unsubscribed',
  'suppressed',
  'soft-bounced',
  'hard-bounced',
  'complained',
  'blocked',
] as const
/**
 * What Dotdigital says of an address: `unknown` where it has no contact, `not-subscribed` where it has one without an
 * e-mail subscription, `blocked` where the platform itself refuses the address, `suppressed` where an account user did.
 */
export type ConsentStatus = (typeof consentStatuses)[number]

/** One thing Dotdigital said of an address, and how Concord learned it. */
export interface ConsentFact {
  readonly status: ConsentStatus
  readonly source: 'full-read' | 'modified' | 'suppressed-since' | 'contact-read' | 'webhook'
  /** When Concord read it. */
  readonly learnedAt: Instant
  /** When it became so, where Dotdigital tells. */
  readonly since?: Instant | undefined
}
