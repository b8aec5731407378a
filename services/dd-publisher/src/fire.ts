import { type ConsentFact, type ConsentStatus, gate, type Purpose, TransientFailure } from '@concord/domain'
import type { SuppressionSet } from '@concord/storage'
import type { Platform } from './dotdigital-port.js'
import type { Decided, ReadyTrigger } from './ports.js'
import { closed, enrolAll, type Opened, sendCampaigns, type SendNeeds } from './send.js'

export interface FireNeeds extends SendNeeds {
  readonly suppressed: SuppressionSet
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
  await sendCampaigns(needs, opened)
  await enrolAll(needs, opened)
  return ready.length === perPool
}

const lookAt = async (needs: FireNeeds, due: readonly ReadyTrigger[]): Promise<readonly Opened[]> => {
  const looking = { ...needs, readConsent: consentReader(needs.platform), findSuppressed: suppressionReader(needs) }
  const opened: Opened[] = []
  for (const trigger of due) {
    const decision = await lastLook(looking, trigger)
    if ('outcome' in decision) await needs.triggers.decide([decision])
    else opened.push(decision)
  }
  return opened
}

type Suppression = ConsentStatus | 'none' | 'unread'

interface LookNeeds extends FireNeeds {
  readonly readConsent: (contactId: number) => Promise<ConsentFact | undefined>
  readonly findSuppressed: (addressHash: string) => Promise<Suppression>
}

/** A set that is away is not asked again in this round. */
const suppressionReader = ({ account, suppressed }: FireNeeds): LookNeeds['findSuppressed'] => {
  let isAway = false
  return async (addressHash) => {
    if (isAway) return 'unread'
    try {
      return (await suppressed.find(account.id, addressHash)) ?? 'none'
    } catch {
      isAway = true
      return 'unread'
    }
  }
}

/** A contact that cannot be read holds back nobody else; a platform that is away is not asked again in this round. */
const consentReader = (platform: Platform): LookNeeds['readConsent'] => {
  let isAway = false
  return async (contactId) => {
    if (isAway) return undefined
    try {
      return await platform.readConsent(contactId)
    } catch (failure) {
      isAway = failure instanceof TransientFailure
      return undefined
    }
  }
}

/** The gate, with the newest facts there are: marketing reads them from Dotdigital at this very moment. */
const lastLook = async (needs: LookNeeds, trigger: ReadyTrigger): Promise<Opened | Decided> => {
  const { account, now } = needs
  const rule = account.triggers[trigger.occurrence.trigger]
  if (rule === undefined) return closed(needs, trigger, { state: 'withheld', reason: 'not-applicable-any-more' }, [])
  const newest = await newestFact(needs, trigger, rule.purpose)
  const consent = newest && ownMarkAside(newest, trigger)
  if (consent === undefined) return closed(needs, trigger, { state: 'waiting', reason: 'consent-unread' }, [])

  const { occurrence, stored, returns, sellerState } = trigger
  const { order, disputeEndedAt } = stored
  const { coolDownDays } = account
  const circumstances = {
    rule,
    occurrence,
    order,
    returns,
    consent,
    disputeEndedAt,
    sellerState,
    coolDownDays,
    now: now(),
  }
  const { outcome, proof } = gate(circumstances)
  return outcome.state === 'open' ? { trigger, proof } : closed(needs, trigger, outcome, proof)
}

/**
 * What is known of the address now. The suppression set closes at once; without it marketing waits and transactional
 * goes by the attached fact.
 */
const newestFact = async (
  { readConsent, findSuppressed, now }: LookNeeds,
  trigger: ReadyTrigger,
  purpose: Purpose,
): Promise<ConsentFact | undefined> => {
  const before = await findSuppressed(trigger.addressHash)
  if (before === 'unread' && purpose === 'marketing') return undefined
  if (before !== 'none' && before !== 'unread') return suppressedNow(before, now())
  if (purpose === 'transactional') return trigger.consent
  const read = await readConsent(trigger.contactId)
  // Asked again, since reading takes its time, and what was learned meanwhile counts.
  const after = await findSuppressed(trigger.addressHash)
  if (after === 'unread') return undefined
  return after === 'none' ? read : suppressedNow(after, now())
}

const suppressedNow = (status: ConsentStatus, now: Date): ConsentFact => ({
  status,
  source: 'suppressed-since',
  learnedAt: now.toISOString(),
})

/** Concord created this contact as unsubscribed: that is its own mark, and nobody's opt-out. */
const ownMarkAside = (fact: ConsentFact, { isOurs }: ReadyTrigger): ConsentFact =>
  isOurs && fact.status === 'unsubscribed' ? { ...fact, status: 'not-subscribed' } : fact

const readEnrolments = async ({ account, triggers, platform }: FireNeeds): Promise<void> => {
  for (const enrolmentId of await triggers.enrolments(account.id)) {
    const report = await platform.enrolmentReport(enrolmentId)
    if (report.state === 'finished') await triggers.enrolmentFinished(enrolmentId, report.faults)
    if (report.state === 'lost') await triggers.enrolmentLost(enrolmentId)
  }
}
