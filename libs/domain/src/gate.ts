import { disputeOf } from './dispute.js'
import {
  aboutTheOrder,
  type Check,
  type Circumstances,
  type Closing,
  consentRead,
  deliverable,
  identified,
  tooLate,
} from './gate-checks.js'
import { solicitationChecks } from './gate-marketing.js'
import type { ConsentFact } from './consent.js'
import type { Instant } from './order.js'
import type { GatePurpose } from './rules.js'
import type { TriggerOutcome } from './trigger.js'

/** Whether it goes out, and the rules, facts and ages that a person can check the answer by. */
export interface GateDecision {
  readonly outcome: { readonly state: 'open' } | TriggerOutcome<'waiting' | 'withheld'>
  readonly proof: readonly string[]
  /** When a gate that waits is worth another look; a new version of the order or of a return asks for one sooner. */
  readonly lookAt?: Instant | undefined
}

const minuteMs = 60_000
const hourMs = 60 * minuteMs

const checks: Record<GatePurpose, readonly Check[]> = {
  profile: [identified],
  transactional: [tooLate, identified, deliverable, aboutTheOrder, consentRead],
  marketing: [tooLate, identified, deliverable, ...solicitationChecks],
}

/**
 * Whether something may be done now for one order, and for what purpose: writing data fields and records (`profile`),
 * telling about the order (`transactional`), or soliciting (`marketing`). The first rule that closes gives the reason.
 */
export const gate = (circumstances: Circumstances, purpose: GatePurpose = circumstances.rule.purpose): GateDecision => {
  const closing = firstClosing(checks[purpose], circumstances)
  const proof = proofOf(circumstances, purpose, closing)
  if (closing === undefined) return { outcome: { state: 'open' }, proof }
  const { outcome } = closing
  return outcome.state === 'withheld' ? { outcome, proof } : { outcome, proof, lookAt: lookAt(circumstances, closing) }
}

const firstClosing = (all: readonly Check[], circumstances: Circumstances): Closing | undefined => {
  for (const check of all) {
    const closing = check(circumstances)
    if (closing !== undefined) return closing
  }
  return undefined
}

/** When the timer runs out or it gets too late; at the latest in an hour, since not every fact knocks. */
const lookAt = ({ occurrence, rule, now }: Circumstances, { opensAt }: Closing): Instant => {
  const tooLateAt = Date.parse(occurrence.at) + rule.maxAgeHours * hourMs + 1
  // What cannot be read is not later than anything.
  const timers = [opensAt?.getTime() ?? NaN, tooLateAt].filter((timer) => timer > now.getTime())
  return new Date(Math.min(...timers, now.getTime() + hourMs)).toISOString()
}

type Age = (at: Instant) => string

const consentProof = (consent: ConsentFact | undefined, age: Age): readonly string[] => {
  if (consent === undefined) return ['consent not asked']
  const { status, source, learnedAt, since, otherAddress, optedOutOf = [] } = consent
  return [
    `consent ${status} from ${source}, ${age(learnedAt)}`,
    ...(since === undefined ? [] : [`consent so since ${since}`]),
    ...(otherAddress === undefined ? [] : ['consent said at another address of the person']),
    ...(optedOutOf.length === 0 ? [] : [`out of ${optedOutOf.join(', ')}`]),
  ]
}

const proofOf = (
  { rule, occurrence, order, returns, consent, readAt, sellerState, now }: Circumstances,
  purpose: GatePurpose,
  closing: Closing | undefined,
): readonly string[] => {
  const age: Age = (at) => `${Math.floor((now.getTime() - Date.parse(at)) / minuteMs)} min old`
  return [
    `purpose ${purpose}`,
    `occurrence ${occurrence.trigger} of ${occurrence.at}, ${age(occurrence.at)}, at most ${rule.maxAgeHours} h`,
    ...consentProof(consent, age),
    `order ${order.state} of ${order.updatedAt}`,
    ...(readAt === undefined ? [] : [`order read ${readAt}, ${age(readAt)}`]),
    ...returns.map(({ id, state, updatedAt }) => `return ${id} ${state} of ${updatedAt}`),
    `seller ${sellerState ?? 'not known'}`,
    `dispute ${disputeOf(order, returns).join(', ') || 'none'}`,
    `rule ${closing?.outcome.reason ?? 'nothing stands against it'}`,
  ]
}
