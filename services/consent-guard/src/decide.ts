import type { ConsentFact, ConsentStatus } from '@concord/domain'

const marginMs = 300_000

/** Statuses of an address that has no word against it. */
const openStatuses: ReadonlySet<ConsentStatus> = new Set(['unknown', 'subscribed', 'pending', 'not-subscribed'])

/** Whether the status alone closes marketing, and so belongs in the suppression set. */
export const closesMarketing = ({ status }: ConsentFact): boolean => !openStatuses.has(status)

/**
 * The fact to keep of two about one address.
 *
 * What a contact itself shows is its present state, so it replaces whatever was known. An entry of the suppression list
 * is history: it counts unless the contact was seen subscribed clearly later than the removal.
 */
export const newerFact = (known: ConsentFact | undefined, incoming: ConsentFact): ConsentFact => {
  if (known === undefined || incoming.source !== 'suppressed-since' || closesMarketing(known)) return incoming
  const removedAt = Date.parse(incoming.since ?? incoming.learnedAt)
  return removedAt + marginMs < Date.parse(known.learnedAt) ? known : incoming
}

/** Whether the publisher has to hear of it. */
export const isNews = (known: ConsentFact | undefined, kept: ConsentFact): boolean => known?.status !== kept.status
