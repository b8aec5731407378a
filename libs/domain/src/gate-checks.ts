import type { ConsentFact, ConsentStatus } from './consent.js'
import type { Watched } from './dispute-watch.js'
import { type Occurrence, solicitations } from './occurrences.js'
import type { Instant, Order, Return } from './order.js'
import type { TriggerRule } from './rules.js'
import type { TriggerOutcome } from './trigger.js'

/** All that is known when a trigger is about to be sent. */
export interface Circumstances extends Partial<Watched> {
  readonly rule: TriggerRule
  readonly occurrence: Occurrence
  readonly order: Order
  readonly returns: readonly Return[]
  /** The master profile of the customer; undefined while nobody knows who it is. */
  readonly profileId: string | undefined
  /** The newest fact of the customer's address; undefined where it has not been asked for. */
  readonly consent: ConsentFact | undefined
  /** When the order was last read from Mirakl. */
  readonly readAt?: Instant | undefined
  readonly sellerState?: string | undefined
  readonly coolDownDays: number
  readonly disputeLimitDays?: number | undefined
  readonly now: Date
}

export interface Closing {
  readonly outcome: TriggerOutcome<'waiting' | 'withheld'>
  /** When a timer opens the gate, where one does. */
  readonly opensAt?: Date | undefined
}

/** What closes the gate, if anything. Instants that cannot be read compare as false, so a check asks for what opens. */
export type Check = (circumstances: Circumstances) => Closing | undefined

export const withheld = (reason: TriggerOutcome<'withheld'>['reason']): Closing => ({
  outcome: { state: 'withheld', reason },
})

export const waiting = (reason: TriggerOutcome<'waiting'>['reason'], opensAt?: Date): Closing => ({
  outcome: { state: 'waiting', reason },
  opensAt,
})

const hourMs = 3_600_000

export const tooLate: Check = ({ rule, occurrence, now }) =>
  now.getTime() - Date.parse(occurrence.at) <= rule.maxAgeHours * hourMs ? undefined : withheld('too-late')

export const identified: Check = ({ profileId }) => (profileId === undefined ? waiting('not-identified') : undefined)

const undeliverable = ['hard-bounced', 'complained', 'blocked', 'suppressed'] as const

/** What even a transactional message must respect. */
export const deliverable: Check = ({ consent }) => {
  const reason = undeliverable.find((status: ConsentStatus) => status === consent?.status)
  return reason === undefined ? undefined : withheld(reason)
}

/** A message about the order tells what happened to it; whatever asks for something is no such message. */
export const aboutTheOrder: Check = ({ occurrence }) =>
  solicitations.includes(occurrence.trigger) ? withheld('not-about-the-order') : undefined

/** Asked again soon, in seconds. */
const askAgainSeconds = 5

export const unread = (now: Date): Closing =>
  waiting('consent-unread', new Date(now.getTime() + askAgainSeconds * 1_000))

export const consentRead: Check = ({ consent, now }) => (consent === undefined ? unread(now) : undefined)
