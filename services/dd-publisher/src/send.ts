import {
  type AccountRules,
  explainTrigger,
  type MarketplaceRules,
  orderLink,
  type TriggerChannel,
  type TriggerOutcome,
} from '@concord/domain'
import type { CampaignSend, Platform, SendResult } from './dotdigital-port.js'
import { AllowanceUsedUp, SendInDoubt, WriteRefused } from './errors.js'
import type { Decided, ReadyTrigger, Triggers } from './ports.js'
import { type Opened, take } from './opened.js'
import type { SuppressionNeeds } from './suppression.js'

export interface SendNeeds extends SuppressionNeeds {
  readonly account: AccountRules
  readonly rulesOf: (marketplace: string) => MarketplaceRules
  readonly triggers: Triggers
  readonly platform: Platform
}

interface ReadyCampaign extends Opened {
  readonly send: CampaignSend
}

const contactsPerEnrolment = 25
const minuteMs = 60_000
const hourMs = 60 * minuteMs

/** A gate that stays shut, and when it is worth another look. */
export const closed = (
  { now }: SendNeeds,
  trigger: ReadyTrigger,
  outcome: TriggerOutcome,
  proof: readonly string[],
): Decided => ({
  trigger,
  outcome,
  proof: [...proof, explainTrigger(outcome).sentence],
  lookAt: new Date(now().getTime() + hourMs).toISOString(),
})

const channelOf = ({ account }: SendNeeds, { trigger }: Opened): TriggerChannel | undefined =>
  account.triggers[trigger.occurrence.trigger]?.channel

export const sendCampaigns = async (needs: SendNeeds, opened: readonly Opened[]): Promise<void> => {
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
  { rulesOf }: SendNeeds,
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

const sendBatch = async (needs: SendNeeds, ready: readonly ReadyCampaign[]): Promise<void> => {
  const { triggers, platform } = needs
  await attempt(needs, await take(needs, ready), {
    call: (batch) => platform.sendCampaigns(batch.map(({ send }) => send)),
    done: (batch, results) =>
      triggers.conclude(
        batch.map(({ trigger, proof }, index) => ({ trigger, proof, outcome: outcomeOfSend(results[index]) })),
      ),
  })
}

const outcomeOfSend = (result: SendResult | undefined): TriggerOutcome => {
  if (result?.is === 'accepted') return { state: 'sent', reason: 'sent' }
  if (result?.is === 'refused') return { state: 'withheld', reason: 'refused-by-dotdigital', detail: result.detail }
  return { state: 'unknown', reason: 'answer-lost' }
}

interface Send<Member, Result> {
  readonly call: (batch: readonly Member[]) => Promise<Result>
  readonly done: (batch: readonly Member[], result: Result) => Promise<void>
}

/** Makes a send. One that is refused as a whole is made in halves, so that only whoever is at fault is held back. */
const attempt = async <Member extends Opened, Result>(
  needs: SendNeeds,
  batch: readonly Member[],
  send: Send<Member, Result>,
): Promise<void> => {
  if (batch.length === 0) return
  let result: Result
  try {
    result = await send.call(batch)
  } catch (failure) {
    if (!(failure instanceof WriteRefused) || batch.length === 1) return notSent(needs, batch, failure)
    const middle = Math.ceil(batch.length / 2)
    const halves = [batch.slice(0, middle), batch.slice(middle)]
    const outcomes = await Promise.allSettled(halves.map((half) => attempt(needs, half, send)))
    const failed = outcomes.find((outcome) => outcome.status === 'rejected')
    if (failed !== undefined) throw failed.reason
    return
  }
  await send.done(batch, result)
}

/** A send in doubt is unknown for ever, a refused one is withheld; one that never left is put back. */
const notSent = async (needs: SendNeeds, batch: readonly Opened[], failure: unknown): Promise<void> => {
  const { triggers, now } = needs
  const decide = (outcome: TriggerOutcome): Promise<void> =>
    triggers.conclude(batch.map(({ trigger, proof }) => ({ trigger, proof, outcome })))

  if (failure instanceof AllowanceUsedUp) {
    return triggers.conclude(batch.map(({ trigger, proof }) => allowanceWait(needs, trigger, proof)))
  }
  if (failure instanceof WriteRefused) {
    return decide({ state: 'withheld', reason: 'refused-by-dotdigital', detail: failure.detail })
  }
  if (failure instanceof SendInDoubt) await decide({ state: 'unknown', reason: 'answer-lost' })
  else
    await triggers.putBack(
      batch.map(({ trigger }) => trigger),
      new Date(now().getTime() + minuteMs / 12).toISOString(),
    )
  throw failure
}

const allowanceWait = ({ now }: SendNeeds, trigger: ReadyTrigger, proof: readonly string[]): Decided => ({
  trigger,
  proof,
  outcome: { state: 'waiting', reason: 'enrolment-allowance' },
  lookAt: new Date(now().getTime() + 5 * minuteMs).toISOString(),
})

/** Enrolments are pooled: 25 contacts a call, a contact once a call. */
export const enrolAll = async (needs: SendNeeds, opened: readonly Opened[]): Promise<void> => {
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

const enrol = async (needs: SendNeeds, program: number, pool: readonly Opened[]): Promise<void> => {
  const { triggers, platform } = needs
  await attempt(needs, await take(needs, pool), {
    call: (batch) =>
      platform.enrol(
        program,
        batch.map(({ trigger }) => trigger.contactId),
      ),
    done: (batch, enrolmentId) => {
      const proofs = new Map(batch.map(({ trigger, proof }) => [trigger, proof]))
      return triggers.enrolled([...proofs.keys()], enrolmentId, proofs)
    },
  })
}
