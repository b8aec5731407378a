import {
  type Circumstances,
  type ConsentFact,
  gate,
  type GateDecision,
  type Instant,
  partsOfVersion,
  type Purpose,
  scopesOf,
  strictestOf,
  TransientFailure,
  type TriggerRule,
  type Watched,
} from '@concord/domain'
import type { Platform } from './dotdigital-port.js'
import type { Decided, ReadyTrigger, StoredOrder } from './ports.js'
import { type FindSuppression, type Suppression, suppressionReader } from './suppression.js'
import type { Opened } from './opened.js'
import { addToLists } from './add-to-lists.js'
import { enrolAll } from './enrol.js'
import { sendCampaigns } from './send-campaigns.js'
import { sendEvents } from './send-events.js'
import { closed, type SendNeeds } from './sending.js'

export interface FireNeeds extends SendNeeds {
  /** Has these orders read again from their marketplace; asked once more at the next look where nothing came of it. */
  readonly refresh: (orders: readonly StoredOrder[]) => Promise<void>
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
  await readEnrolments(needs)
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
  const looking = { ...needs, readConsent: consentReader(needs.platform), findSuppressed: suppressionReader(needs) }
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
  readonly readConsent: (...asked: Parameters<Platform['readConsent']>) => Promise<ConsentFact | undefined>
  readonly findSuppressed: FindSuppression
}

/** A contact that cannot be read holds back nobody else; a platform that is away is not asked again in this round. */
const consentReader = (platform: Platform): LookNeeds['readConsent'] => {
  let isAway = false
  return async (contactId, scopes) => {
    if (isAway) return undefined
    try {
      return await platform.readConsent(contactId, scopes)
    } catch (failure) {
      isAway = failure instanceof TransientFailure
      return undefined
    }
  }
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

  const { fact, suppression } = await newestFact(needs, trigger, rule)
  const consent = fact && ownMarkAside(fact, trigger)
  return toDecided(needs, trigger, gate(circumstancesOf(needs, trigger, { rule, consent })), suppression)
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
  if (outcome.state === 'open') return { trigger, proof, suppression }
  return { ...closed(needs, trigger, outcome, proof), ...(lookAt !== undefined && { lookAt }) }
}

interface Newest {
  readonly fact?: ConsentFact | undefined
  readonly suppression: Suppression
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
  const read = await readConsent(trigger.contactId, scopesOf(rule))
  // Asked again, since reading takes its time, and what was learned meanwhile counts.
  const after = await findSuppressed(trigger)
  if (typeof after === 'object') return { fact: after, suppression: after }
  return { fact: after === 'unread' ? undefined : read && withOthers(read, trigger), suppression: after }
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

/** Concord created this contact as unsubscribed: that is its own mark, and nobody's opt-out. */
const ownMarkAside = (fact: ConsentFact, { isOurs }: ReadyTrigger): ConsentFact =>
  (isOurs || fact.isOurs === true) && fact.status === 'unsubscribed' ? { ...fact, status: 'not-subscribed' } : fact

const readEnrolments = async ({ account, triggers, platform }: FireNeeds): Promise<void> => {
  for (const enrolmentId of await triggers.enrolments(account.id)) {
    const report = await platform.enrolmentReport(enrolmentId)
    if (report.state === 'finished') await triggers.enrolmentFinished(enrolmentId, report.faults)
    if (report.state === 'lost') await triggers.enrolmentLost(enrolmentId)
  }
}
