import type { ConsentFact, ConsentStatus } from './consent.js'
import { disputeOf, unknownStatesOf } from './dispute.js'
import type { Occurrence } from './occurrences.js'
import type { Instant, Order, Return } from './order.js'
import type { TriggerRule } from './rules.js'
import type { TriggerOutcome } from './trigger.js'

/** All that is known when a trigger is about to be sent. */
export interface Circumstances {
  readonly rule: TriggerRule
  readonly occurrence: Occurrence
  readonly order: Order
  readonly returns: readonly Return[]
  /** The newest fact of the customer's address. */
  readonly consent: ConsentFact
  /** When the last dispute over the order was seen to end. */
  readonly disputeEndedAt?: Instant | undefined
  readonly sellerState?: string | undefined
  readonly coolDownDays: number
  readonly now: Date
}

/** Whether it goes out, and the rules, facts and ages that a person can check the answer by. */
export interface GateDecision {
  readonly outcome: { readonly state: 'open' } | TriggerOutcome<'waiting' | 'withheld'>
  readonly proof: readonly string[]
}

/** The oldest a positive fact may be when somebody is enrolled on its strength, in minutes. */
export const freshConsentMinutes = 5

const hourMs = 3_600_000

/** Whether a trigger may be sent now. The first rule that closes the gate gives the reason. */
export const gate = (circumstances: Circumstances): GateDecision => {
  const { rule, consent, now } = circumstances
  const checks = [tooLate, deliverable, ...(rule.purpose === 'marketing' ? marketingChecks : [])]
  const closed = checks.map((check) => check(circumstances)).find((outcome) => outcome !== undefined)

  return {
    outcome: closed ?? { state: 'open' },
    proof: [
      `purpose ${rule.purpose}`,
      `consent ${consent.status} from ${consent.source}, ${minutesSince(consent.learnedAt, now)} min old`,
      `order ${circumstances.order.state} of ${circumstances.order.updatedAt}`,
      `dispute ${disputeOf(circumstances.order, circumstances.returns).join(', ') || 'none'}`,
      `rule ${closed?.reason ?? 'nothing stands against it'}`,
    ],
  }
}

type Check = (circumstances: Circumstances) => TriggerOutcome<'waiting' | 'withheld'> | undefined

// Instants that cannot be read compare as false with everything, so each check asks for what opens the gate.
const tooLate: Check = ({ rule, occurrence, now }) =>
  now.getTime() - Date.parse(occurrence.at) <= rule.maxAgeHours * hourMs
    ? undefined
    : { state: 'withheld', reason: 'too-late' }

const undeliverable = ['hard-bounced', 'complained', 'blocked', 'suppressed'] as const

/** What even a transactional message must respect. */
const deliverable: Check = ({ consent }) => {
  const reason = undeliverable.find((status: ConsentStatus) => status === consent.status)
  return reason === undefined ? undefined : { state: 'withheld', reason }
}

const subscribed: Check = ({ consent, now }) => {
  if (consent.status === 'unsubscribed') return { state: 'withheld', reason: 'unsubscribed' }
  if (consent.status !== 'subscribed') return { state: 'withheld', reason: 'not-subscribed' }
  // A fact from the future is of no known age either.
  const isFresh = Math.abs(minutesSince(consent.learnedAt, now)) < freshConsentMinutes
  return isFresh ? undefined : { state: 'waiting', reason: 'consent-unread' }
}

const inPeace: Check = ({ order, returns }) =>
  disputeOf(order, returns).length > 0 ? { state: 'waiting', reason: 'in-dispute' } : undefined

const cooledDown: Check = ({ disputeEndedAt, coolDownDays, now }) =>
  disputeEndedAt === undefined || now.getTime() - Date.parse(disputeEndedAt) >= coolDownDays * 24 * hourMs
    ? undefined
    : { state: 'waiting', reason: 'cooling-down' }

const sellerStates = new Set(['OPEN', 'CLOSE', 'SUSPENDED', 'TERMINATED'])

const stateKnown: Check = ({ order, sellerState }) =>
  unknownStatesOf(order).length > 0 || (sellerState !== undefined && !sellerStates.has(sellerState))
    ? { state: 'waiting', reason: 'state-unknown' }
    : undefined

const sellerActive: Check = ({ sellerState }) =>
  sellerState === 'SUSPENDED' || sellerState === 'TERMINATED'
    ? { state: 'withheld', reason: 'seller-suspended' }
    : undefined

const stillFits: Check = ({ order }) =>
  (order.state === 'RECEIVED' || order.state === 'CLOSED') && order.isFullyRefunded !== true
    ? undefined
    : { state: 'withheld', reason: 'not-applicable-any-more' }

const marketingChecks: readonly Check[] = [stateKnown, stillFits, sellerActive, inPeace, cooledDown, subscribed]

const minutesSince = (at: Instant, now: Date): number => Math.floor((now.getTime() - Date.parse(at)) / 60_000)
