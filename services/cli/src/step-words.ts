import {
  explain,
  explainTrigger,
  type Outcome,
  recordStates,
  type TriggerOutcome,
  triggerStates,
} from '@concord/domain'
import type { RecordSeen } from './answers.js'
import { voiceIn } from './handover/voice.js'
import { momentOf } from './render.js'

type Step = RecordSeen['timeline'][number]

/** What happened, as a sentence; a message of a later version is named as it is. */
export const stepWords = ({ type, facts }: Step, key: string): string => {
  switch (type) {
    case 'received.order.v1':
    case 'received.return.v1':
    case 'received.seller.v1':
      return `It came in ${originWords(facts)}, and stood at ${textIn(facts, 'state')}.`
    case 'received.sales-order.v1':
      return `It came in ${originWords(facts)}, from the storefront.`
    case 'received.contact.v1':
      return `Dotdigital told of the customer: ${textIn(facts, 'name')}.`
    case 'identified.order.v1':
    case 'identified.return.v1':
      return `Concord knows whose it is, and ${addressWords(facts)}.`
    case 'identified.sales-order.v1':
      return 'Concord knows whose checkout it is.'
    case 'identified.contact.v1':
      return `What Concord knows of the customer has changed; it knows ${addressWords(facts)}.`
    case 'decided.order.v1':
    case 'decided.return.v1':
    case 'decided.contact.v1':
      return `Concord looked at what the customer allows. ${consentWords(facts['consent'])}`
    case 'record.waiting.v1':
    case 'record.settled.v1':
      return isOneOf(recordStates, facts['state']) ? explain(outcomeOf(facts) as Outcome, key).sentence : type
    case 'trigger.told.v1':
      return isOneOf(triggerStates, facts['state']) ? triggerWords(facts) : type
    case 'dispute.told.v1':
      return `Its dispute since ${momentOf(textIn(facts, 'since'))} ${disputes[textIn(facts, 'state')] ?? 'has changed'}.`
    case 'confirmed.order.v1':
      return 'The marketplace was asked again, and says the same.'
    case 'command.refresh.v1':
      return 'The marketplace is to be asked for it again.'
    case 'command.replay.v1':
      return `It is to be handed on again: ${textIn(facts, 'because')}.`
    case 'consent.changed.v1':
      return `Dotdigital said something new of the customer. ${consentWords(facts['fact'])}`
    default:
      return type
  }
}

type Facts = Step['facts']

const textIn = (facts: Facts, name: string): string => {
  const value = facts[name]
  return typeof value === 'string' ? value : 'something not known'
}

const originWords = (facts: Facts): string => origins[textIn(facts, 'origin')] ?? 'as it happened'

const origins: Readonly<Record<string, string>> = {
  live: 'as it happened',
  backfill: 'by a backfill',
  replay: 'once more, by a replay',
}

const disputes: Readonly<Record<string, string>> = {
  overdue: 'has lasted too long',
  ended: 'has ended',
  'within-limit': 'is within what is allowed by now',
}

const addressWords = ({ addresses }: Facts): string =>
  addresses === 0 ? 'no address' : addresses === 1 ? 'one address' : `${Number(addresses)} addresses`

const isOneOf = (known: readonly string[], state: unknown): boolean => known.some((one) => one === state)

const triggerWords = (facts: Facts): string => {
  const { sentence } = explainTrigger(outcomeOf(facts) as TriggerOutcome)
  return `${voiceIn('en').event(textIn(facts, 'trigger'))}: ${sentence}`
}

const outcomeOf = (facts: Facts) => ({
  state: textIn(facts, 'state'),
  reason: textIn(facts, 'reason'),
  detail: typeof facts['detail'] === 'string' ? facts['detail'] : undefined,
})

const consentWords = (consent: unknown): string => {
  const isTold = typeof consent === 'object' && consent !== null && 'status' in consent
  const status = isTold ? String(consent.status) : ''
  return `Dotdigital ${standings[status] ?? `says ${status || 'nothing'} of its address`}.`
}

const standings: Readonly<Record<string, string>> = {
  unknown: 'has no contact of its address yet',
  subscribed: 'says that it takes marketing',
  pending: 'waits for its confirmation',
  'not-subscribed': 'has its address, without a subscription',
  unsubscribed: 'says that it wants no marketing',
  suppressed: 'has its address suppressed',
  'soft-bounced': 'says that its address bounced lately',
  'hard-bounced': 'says that its address is dead',
  complained: 'says that it complained of marketing',
  blocked: 'blocks its address',
}
