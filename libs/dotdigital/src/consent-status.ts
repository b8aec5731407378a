import type { ConsentStatus } from '@concord/domain'

/**
 * What each of Dotdigital's words means to Concord, by the word in lower case: v2 writes `HardBounced`, v3 `hardBounced`.
 * Words from `emailChannelStatus` and `status` (contacts v3) and `ApiContactStatuses` (v2 swagger).
 */
const meanings: Readonly<Record<string, ConsentStatus>> = {
  subscribed: 'subscribed',
  nosubscription: 'not-subscribed',
  pendingoptin: 'pending',
  unsubscribed: 'unsubscribed',
  suppressed: 'suppressed',
  softbounced: 'soft-bounced',
  hardbounced: 'hard-bounced',
  // The domain has no mail server, so nothing can be delivered: the same remedy as a hard bounce.
  nomxrecord: 'hard-bounced',
  ispcomplained: 'complained',
  directcomplaint: 'complained',
  knowncomplainer: 'complained',
  // The platform's own lists refuse the address, its local part or its domain.
  mailblocked: 'blocked',
  blockedlocalpart: 'blocked',
  sharedsuppression: 'blocked',
  shareddomainsuppression: 'blocked',
  domainsuppressed: 'blocked',
  domainsuppression: 'blocked',
  notallowed: 'blocked',
  spamtrap: 'blocked',
  purchased: 'blocked',
  knownlitigator: 'blocked',
  // Gone, or in the recycle bin: nobody is addressed who was taken out on purpose.
  deleted: 'blocked',
  binned: 'blocked',
}

export interface StatusReading {
  readonly status: ConsentStatus
  /** False for a word nobody has thought about yet; it then counts as blocked. */
  readonly isKnown: boolean
}

/** Fails closed: an unknown word, like v2's `NotAvailableInThisVersion`, forbids every message. */
export const readStatus = (word: string): StatusReading => {
  const status = meanings[word.trim().toLowerCase()]
  return status === undefined ? { status: 'blocked', isKnown: false } : { status, isKnown: true }
}

/** From what allows most to what allows least. */
const strictness: readonly ConsentStatus[] = [
  'subscribed',
  'soft-bounced',
  'pending',
  'not-subscribed',
  'unknown',
  'unsubscribed',
  'suppressed',
  'hard-bounced',
  'complained',
  'blocked',
]

export const stricter = (left: ConsentStatus, right: ConsentStatus): ConsentStatus =>
  strictness.indexOf(left) >= strictness.indexOf(right) ? left : right

/** Reads a word, and tells of one nobody has thought about. */
export type StatusReader = (word: string) => ConsentStatus

export const statusReader =
  (onUnknownStatus: (word: string) => void): StatusReader =>
  (word) => {
    const { status, isKnown } = readStatus(word)
    if (!isKnown) onUnknownStatus(word)
    return status
  }
