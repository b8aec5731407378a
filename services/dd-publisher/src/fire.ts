import {
  type Circumstances,
  type ConsentFact,
  gate,
  type GateDecision,
  type Instant,
  messageOf,
  ownMarkAside,
  partsOfVersion,
  type Purpose,
  scopesOf,
  strictestOf,
  type TriggerRule,
  type Watched,
} from '@concord/domain'
import type { Log } from '@concord/runtime'
import { consentReader, type ReadConsent } from './consent-reader.js'
import { isToComeAgain } from './errors.js'
import type { Hindrances } from './hindrances.js'
import type { Decided, ReadyTrigger, StoredOrder } from './ports.js'
import { type FindSuppression, type Suppression, suppressionReader } from './suppression.js'
import type { Opened } from './opened.js'
import { addToLists } from './add-to-lists.js'
import { enrolAll } from './enrol.js'
import { sendCampaigns } from './send-campaigns.js'
import { sendEvents } from './send-events.js'
import { closed, type SendNeeds, waitingFor } from './sending.js'

export interface FireNeeds extends SendNeeds {
  /** Has these orders read again from their marketplace; asked once more at the next look where nothing came of it. */
  readonly refresh: (orders: readonly StoredOrder[]) => Promise<void>
  readonly hindrances: Pick<Hindrances, 'attempt'>
  readonly log: Pick<Log, 'warn'>
}

/** Few enough that little time passes between the look and the send. */
const perPool = 25

/**
 * One round of triggers: everything whose time has come, then what became of enrolments. Each passes the gate anew just
 * before it is sent (T4), and its outcome is written right after (T5). Answers whether there may be more.
 */
export const fireRound = async (needs: FireNeeds): Promise<boolean> => {
  // Marketing has to ask Dotdigital first, and may wait for its answers; nobody else waits for that.
  const rounds = [await fireOf(needs, 'transactional'), await fireOf(needs, 'marketing')]
  await needs.hindrances.attempt('enrolments', () => readEnrolments(needs))
  return rounds.includes(true)
}

const fireOf = async (needs: FireNeeds, purpose: Purpose): Promise<boolean> => {
  const { account, triggers, now } = needs
  const names = Object.keys(account.triggers).filter((name) => account.triggers[name]?.purpose === purpose)
  const ready = await triggers.ready(account.id, names, { limit: perPool, now: now().toISOString() })
  const opened = await lookAt(needs, ready)
  for (const send of [sendCampaigns, sendEvents, addToLists, enrolAll]) await send(needs, opened)
  return ready.length === perPool
}

const lookAt = async (needs: FireNeeds, due: readonly ReadyTrigger[]): Promise<readonly Opened[]> => {
  const looking = { ...needs, readConsent: consentReader(needs), findSuppressed: suppressionReader(needs) }
  const opened: Opened[] = []
  const stale: StoredOrder[] = []
  for (const trigger of due) {
    const decision = await lastLook(looking, trigger)
    if ('outcome' in decision) await needs.triggers.decide([decision])
    else opened.push(decision)
    if ('outcome' in decision && decision.outcome.reason === 'data-stale') stale.push(trigger.stored)
  }
  if (stale.length > 0) await needs.refresh(stale)
  return opened
}

interface LookNeeds extends FireNeeds {
  readonly readConsent: ReadConsent
  readonly findSuppressed: FindSuppression
}

/**
 * The gate, with the newest facts there are. Consent is asked for only where nothing else keeps the gate closed: for
 * marketing it is read from Dotdigital at this very moment.
 */
const lastLook = async (needs: LookNeeds, trigger: ReadyTrigger): Promise<Opened | Decided> => {
  const rule = needs.account.triggers[trigger.occurrence.trigger]
  if (rule === undefined) return closed(needs, trigger, { state: 'withheld', reason: 'not-applicable-any-more' }, [])
  const unasked = gate(circumstancesOf(needs, trigger, { rule, consent: undefined }))
  if (!isConsentAwaited(unasked)) return toDecided(needs, trigger, unasked, 'unread')

  const { fact, suppression, failure } = await newestFact(needs, trigger, rule)
  const consent = fact && ownMarkAside(fact, trigger.isOurs)
  const decision = gate(circumstancesOf(needs, trigger, { rule, consent }))
  if (isConsentAwaited(decision) && isToComeAgain(failure)) {
    return waitingFor(needs, { trigger, proof: decision.proof }, failure)
  }
  return toDecided(needs, trigger, decision, suppression)
}

const isConsentAwaited = ({ outcome }: GateDecision): boolean =>
  outcome.state === 'waiting' && outcome.reason === 'consent-unread'

const circumstancesOf = (
  { account, now }: LookNeeds,
  { occurrence, stored, returns, sellerState }: ReadyTrigger,
  asked: { readonly rule: TriggerRule; readonly consent: ConsentFact | undefined },
): Circumstances => {
  const { profileId, order, version, readAt, ...known }: ReadyTrigger['stored'] & Partial<Watched> = stored
  const { inDisputeSince, disputeEndedAt, incidents } = known
  return {
    ...asked,
    ...{ occurrence, order, returns, sellerState, profileId },
    ...{ inDisputeSince, disputeEndedAt, incidents },
    readAt: later(partsOfVersion(version).observedAt, readAt),
    coolDownDays: account.coolDownDays,
    disputeLimitDays: account.disputeLimitDays,
    now: now(),
  }
}

const later = (left: Instant, right: Instant = left): Instant => (left > right ? left : right)

const toDecided = (
  needs: LookNeeds,
  trigger: ReadyTrigger,
  { outcome, proof, lookAt }: GateDecision,
  suppression: Suppression,
): Opened | Decided => {
  if (outcome.state !== 'open') {
    return { ...closed(needs, trigger, outcome, proof), ...(lookAt !== undefined && { lookAt }) }
  }
  const { order, marketplace } = trigger.stored
  const message = messageOf(order, needs.rulesOf(marketplace))
  if ('values' in message) return { trigger, proof, suppression, values: message.values }
  return closed(needs, trigger, { state: 'waiting', reason: 'links-unresolved', detail: message.unresolved }, proof)
}

interface Newest {
  readonly fact?: ConsentFact | undefined
  readonly suppression: Suppression
  readonly failure?: unknown
}

/**
 * What is known of the person now. The suppression set closes at once; without it marketing waits and transactional
 * goes by the attached fact.
 */
const newestFact = async (
  { readConsent, findSuppressed }: LookNeeds,
  trigger: ReadyTrigger,
  rule: TriggerRule,
): Promise<Newest> => {
  const before = await findSuppressed(trigger)
  if (typeof before === 'object') return { fact: before, suppression: before }
  if (rule.purpose === 'transactional') return { fact: trigger.consent, suppression: before }
  if (before === 'unread') return { suppression: before }
  const { fact: read, failure } = await readConsent(trigger.contactId, scopesOf(rule))
  // Asked again, since reading takes its time, and what was learned meanwhile counts.
  const after = await findSuppressed(trigger)
  if (typeof after === 'object') return { fact: after, suppression: after }
  if (after === 'unread') return { suppression: after }
  return { fact: read && withOthers(read, trigger), suppression: after, failure }
}

/** A contact tells of one address; what is known of the person's others, and of lists they left, counts beside. */
const withOthers = (read: ConsentFact, trigger: ReadyTrigger): ConsentFact =>
  strictestOf({ ...read, optedOutOf: scopesLeftByPerson(read, trigger) }, trigger.otherConsents)

/** Undefined where nobody has looked yet whether another address of the person is out of a list. */
const scopesLeftByPerson = (
  read: ConsentFact,
  { consent, otherConsents }: ReadyTrigger,
): readonly string[] | undefined => {
  if (consent.optedOutOf === undefined && otherConsents.length > 0) return undefined
  return [...new Set([consent, read, ...otherConsents].flatMap(({ optedOutOf = [] }) => optedOutOf))]
}

const readEnrolments = async ({ account, triggers, platform }: FireNeeds): Promise<boolean> => {
  const enrolments = await triggers.enrolments(account.id)
  for (const enrolmentId of enrolments) {
    const report = await platform.enrolmentReport(enrolmentId)
    if (report.state === 'finished') await triggers.enrolmentFinished(enrolmentId, report.faults)
    if (report.state === 'lost') await triggers.enrolmentLost(enrolmentId)
  }
  return enrolments.length > 0
}
