import type { ConsentFact, ConsentStatus } from '@concord/domain'

const marginMs = 300_000

/** Statuses of an address that has no word against it. */
const openStatuses: ReadonlySet<ConsentStatus> = new Set(['unknown', 'subscribed', 'pending', 'not-subscribed'])

/** Whether the status alone closes marketing, and so belongs in the suppression set. */
export const closesMarketing = ({ status }: ConsentFact): boolean => !openStatuses.has(status)

/** How much a status forbids: transactional messages too, marketing alone, or nothing. */
const severityOf = ({ status }: ConsentFact): number => {
  if (openStatuses.has(status)) return 0
  return status === 'unsubscribed' || status === 'soft-bounced' ? 1 : 2
}

/** What tells of an event, which may be long past, and not of the present state of a contact. */
const events: ReadonlySet<ConsentFact['source']> = new Set(['suppressed-since', 'webhook'])

/**
 * The fact to keep of two about one address.
 *
 * What a contact itself shows is its present state, so it replaces whatever was known before it was read. An entry of the
 * suppression list, and what a webhook tells, is history: it counts unless the contact was seen subscribed clearly later,
 * and it forbids no less than what was known.
 */
export const newerFact = (known: ConsentFact | undefined, incoming: ConsentFact): ConsentFact => {
  if (known === undefined) return incoming
  if (!events.has(incoming.source))
    return known.source === 'webhook' && incoming.learnedAt < known.learnedAt ? known : incoming
  if (closesMarketing(known)) return severityOf(incoming) < severityOf(known) ? known : incoming
  const removedAt = Date.parse(incoming.since ?? incoming.learnedAt)
  return removedAt + marginMs < Date.parse(known.learnedAt) ? known : incoming
}

/** Whether the publisher has to hear of it. */
export const isNews = (known: ConsentFact | undefined, kept: ConsentFact): boolean => known?.status !== kept.status
