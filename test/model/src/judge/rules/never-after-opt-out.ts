import type { Evidence, Violation } from '../evidence.js'
import { named, peopleBy } from '../people.js'
import { creationsIn, type MarketingSend, type StatusServed, statusesServed } from '../read-dotdigital.js'
import { isForbidden, takenIn } from '../taken-in.js'
import { isRelay, recipientOf, sendsIn } from './story-terms.js'

const outs = [
  'unsubscribed',
  'hardbounced',
  'suppressed',
  'reportedspam',
  'complained',
  'isp complained',
  'mailblocked',
]

/** Never a marketing send to someone whose opt-out Dotdigital had given out before the send, at whichever address. */
export const neverAfterOptOut = (evidence: Evidence): readonly Violation[] => {
  const words = statusesServed(evidence)
  return sendsIn(evidence)
    .filter((send) => outContactsOf(send, words, evidence).length > 0)
    .map(
      (send) => `marketing to ${recipientOf(send)}, although ${outContactsOf(send, words, evidence).join(', ')} is out`,
    )
}

const outContactsOf = (send: MarketingSend, words: readonly StatusServed[], evidence: Evidence): readonly string[] => {
  const person = peopleBy(evidence, isRelay, (ties) => takenIn(ties, send.at, evidence)).namesOf(recipientOf(send))
  const contacts = [...new Set(words.map(({ contactId }) => contactId))]
  return contacts
    .filter((contactId) => person.has(named.contact(contactId)) || recipientOf(send) === named.contact(contactId))
    .filter((contactId) => {
      const own = words.filter((word) => word.contactId === contactId)
      return isForbidden(own, send.at, evidence, (word) => isOptOut(word, evidence))
    })
    .map(named.contact)
}

/** A contact that Concord made itself is out by nobody's word, until somebody says so. */
const isOptOut = (word: StatusServed, evidence: Evidence): boolean => {
  if (!outs.includes(word.status)) return false
  const isOurs = creationsIn(evidence).some(({ contactId }) => contactId === word.contactId)
  const hasChosen = evidence.acts.some(
    (act) => act.is === 'chose' && act.contactId === word.contactId && act.at <= word.at,
  )
  return !isOurs || hasChosen
}
