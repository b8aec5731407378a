import { type ConsentFact, isWill } from '@concord/domain'
import { closesMarketing } from './decide.js'

/** How far two clocks may be apart, of which each says when something happened. */
export const marginMs = 300_000

/** How much a status forbids: transactional messages too, marketing alone, or nothing. */
const severityOf = ({ status }: ConsentFact): number => {
  if (!closesMarketing({ status })) return 0
  return status === 'unsubscribed' || status === 'soft-bounced' ? 1 : 2
}

/** What tells of an event, which may be long past, and not of the present state of a contact. */
const events: ReadonlySet<ConsentFact['source']> = new Set(['suppressed-since', 'webhook'])
export const isEvent = ({ source }: ConsentFact): boolean => events.has(source)

/**
 * The fact to keep of two about one address and scope. What the person said stands beside what became of the address
 * since, until a contact is read as subscribed.
 */
export const newerFact = (known: ConsentFact | undefined, incoming: ConsentFact): ConsentFact => {
  const kept = newerStatus(known, incoming)
  const saysItself = kept.status === 'subscribed' || isWill({ ...kept, will: undefined })
  const will = saysItself ? undefined : willOf(incoming, known)
  return kept.will === will ? kept : { ...kept, will }
}

/** What the person said by any of them; undefined where nothing stands. */
export const willOf = (...facts: readonly (ConsentFact | undefined)[]): ConsentFact['will'] => {
  const fact = facts.find((one) => one !== undefined && isWill(one))
  return fact?.will ?? fact?.status
}

/**
 * What a contact itself shows is its present state, so it replaces whatever was known before it was read, and nothing
 * that was learned later. An entry of the suppression list, and what a webhook tells, is history: it counts unless the
 * contact was seen open clearly later, for which our own mark is no evidence, and it forbids no less than what was known.
 */
const newerStatus = (known: ConsentFact | undefined, incoming: ConsentFact): ConsentFact => {
  if (known === undefined || (known.status === 'unknown' && known.since === undefined)) return incoming
  if (!isEvent(incoming)) return incoming.learnedAt < known.learnedAt ? known : incoming
  if (known.isOurs === true || known.status === 'unknown') return incoming
  if (closesMarketing(known)) return severityOf(incoming) < severityOf(known) ? known : incoming
  const removedAt = Date.parse(incoming.since ?? incoming.learnedAt)
  return removedAt + marginMs < Date.parse(known.learnedAt) ? known : incoming
}
