import {
  type AccountRules,
  type ConsentFact,
  explainTrigger,
  gate,
  type MarketplaceRules,
  orderLink,
  type TriggerChannel,
  type TriggerOutcome,
} from '@concord/domain'
import type { SuppressionSet } from '@concord/storage'
import type { CampaignSend, Platform, SendResult } from './dotdigital-port.js'
import { AllowanceUsedUp, SendInDoubt } from './errors.js'
import type { Decided, ReadyTrigger, Triggers } from './ports.js'

export interface FireNeeds {
  readonly account: AccountRules
  readonly rulesOf: (marketplace: string) => MarketplaceRules
  readonly triggers: Triggers
  readonly platform: Platform
  readonly suppressed: SuppressionSet
  readonly now: () => Date
}

interface Opened {
  readonly trigger: ReadyTrigger
  readonly proof: readonly string[]
}

interface ReadyCampaign extends Opened {
  readonly send: CampaignSend
}

const perRound = 100
const contactsPerEnrolment = 25
const minuteMs = 60_000
const lookAgainMs = 60 * minuteMs
const consentAgainMs = 5_000

/**
 * One round of triggers: what became of enrolments, then everything whose time has come. Each passes the gate anew just
 * before it is sent (T4), and its outcome is written right after (T5). Answers whether there may be more.
 */
export const fireRound = async (needs: FireNeeds): Promise<boolean> => {
  const { account, triggers, now } = needs
  await readEnrolments(needs)
  const ready = await triggers.ready(account.id, perRound, now().toISOString())
  const opened: Opened[] = []
  for (const trigger of ready) {
    const decision = await lastLook(needs, trigger)
    if ('proof' in decision && !('outcome' in decision)) opened.push(decision)
    else await triggers.decide([decision])
  }
  await sendCampaigns(needs, opened)
  await enrolAll(needs, opened)
  return ready.length === perRound
}

/** The gate, with the newest facts there are: marketing reads them from Dotdigital at this very moment. */
const lastLook = async (needs: FireNeeds, trigger: ReadyTrigger): Promise<Opened | Decided> => {
  const { account, now } = needs
  const rule = account.triggers[trigger.occurrence.trigger]
  if (rule === undefined) return closed(needs, trigger, { state: 'withheld', reason: 'not-applicable-any-more' }, [])
  const newest = await newestFact(needs, trigger, rule.purpose)
  const consent = newest && ownMarkAside(newest, trigger)
  if (consent === undefined) return closed(needs, trigger, { state: 'waiting', reason: 'consent-unread' }, [])

  const { occurrence, stored, returns, sellerState } = trigger
  const { order, disputeEndedAt } = stored
  const { coolDownDays } = account
  const circumstances = { rule, occurrence, order, returns, consent, disputeEndedAt, sellerState, coolDownDays, now: now() }
  const { outcome, proof } = gate(circumstances)
  return outcome.state === 'open' ? { trigger, proof } : closed(needs, trigger, outcome, proof)
}

const closed = (
  { now }: FireNeeds,
  trigger: ReadyTrigger,
  outcome: TriggerOutcome,
  proof: readonly string[],
): Decided => ({
  trigger,
  outcome,
  proof: [...proof, explainTrigger(outcome).sentence],
  lookAt: new Date(now().getTime() + (outcome.reason === 'consent-unread' ? consentAgainMs : lookAgainMs)).toISOString(),
})

/**
 * What is known of the address now. The suppression set closes at once; without it marketing waits and transactional
 * goes by the attached fact.
 */
const newestFact = async (
  { account, suppressed, platform, now }: FireNeeds,
  trigger: ReadyTrigger,
  purpose: 'transactional' | 'marketing',
): Promise<ConsentFact | undefined> => {
  try {
    const status = await suppressed.find(account.id, trigger.addressHash)
    if (status !== undefined && status !== trigger.consent.status) {
      return { status, source: 'suppressed-since', learnedAt: now().toISOString() }
    }
  } catch {
    if (purpose === 'marketing') return undefined
  }
  return purpose === 'marketing' ? platform.readConsent(trigger.contactId) : trigger.consent
}

/** Concord created this contact as unsubscribed: that is its own mark, and nobody's opt-out. */
const ownMarkAside = (fact: ConsentFact, { isOurs }: ReadyTrigger): ConsentFact =>
  isOurs && fact.status === 'unsubscribed' ? { ...fact, status: 'not-subscribed' } : fact

const channelOf = ({ account }: FireNeeds, { trigger }: Opened): TriggerChannel | undefined =>
  account.triggers[trigger.occurrence.trigger]?.channel

const sendCampaigns = async (needs: FireNeeds, opened: readonly Opened[]): Promise<void> => {
  const ready: ReadyCampaign[] = []
  for (const one of opened) {
    const channel = channelOf(needs, one)
    if (channel === undefined || !('campaigns' in channel)) continue
    const send = campaignSend(needs, one.trigger, channel.campaigns)
    if ('send' in send) ready.push({ ...one, send: send.send })
    else await needs.triggers.decide([closed(needs, one.trigger, send, one.proof)])
  }
  if (ready.length > 0) await sendBatch(needs, ready)
}

/** What a campaign is sent with, or why it cannot be. */
const campaignSend = (
  { rulesOf }: FireNeeds,
  { email, locale, stored }: ReadyTrigger,
  campaigns: Readonly<Record<string, number>>,
): { readonly send: CampaignSend } | TriggerOutcome<'waiting'> => {
  const { order, marketplace } = stored
  const campaignId = campaigns[locale ?? ''] ?? campaigns['default']
  const orderUrl = orderLink(order, rulesOf(marketplace).links)
  if (campaignId === undefined) return { state: 'waiting', reason: 'not-mapped' }
  if (orderUrl === undefined) return { state: 'waiting', reason: 'links-unresolved' }
  const values = {
    order_id: order.id,
    order_url: orderUrl,
    seller_name: order.shop?.name ?? '',
    tracking_number: order.shipping.tracking ?? '',
    tracking_url: order.shipping.trackingUrl ?? '',
  }
  return { send: { email, campaignId, values } }
}

const sendBatch = async (needs: FireNeeds, ready: readonly ReadyCampaign[]): Promise<void> => {
  const { triggers, platform, now } = needs
  const taken = await triggers.intend(ready.map(({ trigger }) => trigger), now().toISOString())
  const batch = ready.filter(({ trigger }) => taken.includes(trigger))
  if (batch.length === 0) return
  const results = await attempt(needs, batch, () => platform.sendCampaigns(batch.map(({ send }) => send)))
  if (results === undefined) return
  await triggers.decide(
    batch.map(({ trigger, proof }, index) => ({ trigger, proof, outcome: outcomeOfSend(results[index]) })),
  )
}

const outcomeOfSend = (result: SendResult | undefined): TriggerOutcome => {
  if (result?.is === 'accepted') return { state: 'sent', reason: 'sent' }
  if (result?.is === 'refused') return { state: 'withheld', reason: 'refused-by-dotdigital', detail: result.detail }
  return { state: 'unknown', reason: 'answer-lost' }
}

/** Makes a send: one in doubt is unknown for ever, one that never left is put back. */
const attempt = async <T>(needs: FireNeeds, batch: readonly Opened[], call: () => Promise<T>): Promise<T | undefined> => {
  const { triggers, now } = needs
  try {
    return await call()
  } catch (failure) {
    const members = batch.map(({ trigger }) => trigger)
    if (failure instanceof SendInDoubt) {
      const outcome = { state: 'unknown', reason: 'answer-lost' } as const
      await triggers.decide(batch.map(({ trigger, proof }) => ({ trigger, proof, outcome })))
    } else if (failure instanceof AllowanceUsedUp) {
      await triggers.decide(batch.map(({ trigger, proof }) => allowanceWait(needs, trigger, proof)))
      return undefined
    } else {
      await triggers.putBack(members, new Date(now().getTime() + minuteMs / 12).toISOString())
    }
    throw failure
  }
}

const allowanceWait = ({ now }: FireNeeds, trigger: ReadyTrigger, proof: readonly string[]): Decided => ({
  trigger,
  proof,
  outcome: { state: 'waiting', reason: 'enrolment-allowance' },
  lookAt: new Date(now().getTime() + 5 * minuteMs).toISOString(),
})

/** Enrolments are pooled: 25 contacts a call, a contact once a call. */
const enrolAll = async (needs: FireNeeds, opened: readonly Opened[]): Promise<void> => {
  const byProgram = new Map<number, Opened[]>()
  for (const one of opened) {
    const channel = channelOf(needs, one)
    if (channel === undefined || !('program' in channel)) continue
    byProgram.set(channel.program, [...(byProgram.get(channel.program) ?? []), one])
  }
  for (const [program, members] of byProgram) {
    const once = [...new Map(members.map((one) => [one.trigger.contactId, one])).values()]
    for (let start = 0; start < once.length; start += contactsPerEnrolment) {
      await enrol(needs, program, once.slice(start, start + contactsPerEnrolment))
    }
  }
}

const enrol = async (needs: FireNeeds, program: number, pool: readonly Opened[]): Promise<void> => {
  const { triggers, platform, now } = needs
  const taken = await triggers.intend(pool.map(({ trigger }) => trigger), now().toISOString())
  const batch = pool.filter(({ trigger }) => taken.includes(trigger))
  if (batch.length === 0) return
  const contactIds = batch.map(({ trigger }) => trigger.contactId)
  const enrolmentId = await attempt(needs, batch, () => platform.enrol(program, contactIds))
  if (enrolmentId === undefined) return
  await triggers.enrolled(taken, enrolmentId, new Map(batch.map(({ trigger, proof }) => [trigger, proof])))
}

const readEnrolments = async ({ account, triggers, platform }: FireNeeds): Promise<void> => {
  for (const { enrolmentId } of await triggers.enrolments(account.id)) {
    const faults = await platform.enrolmentFaults(enrolmentId)
    if (faults !== undefined) await triggers.enrolmentFinished(enrolmentId, faults)
  }
}
