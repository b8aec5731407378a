import { campaignFor, type TriggerOutcome } from '@concord/domain'
import type { CampaignSend, SendResult } from './dotdigital-port.js'
import { type Opened, take } from './opened.js'
import { attempt, carriedBy, closed, type SendNeeds } from './sending.js'

interface ReadyCampaign extends Opened {
  readonly send: CampaignSend
}

/** By a batch of triggered campaigns, each in the language of the customer. */
export const sendCampaigns = async (needs: SendNeeds, opened: readonly Opened[]): Promise<void> => {
  const ready: ReadyCampaign[] = []
  for (const { one, channel } of carriedBy('campaigns', needs, opened)) {
    const send = campaignSend(one, channel.campaigns)
    if ('send' in send) ready.push({ ...one, send: send.send })
    else await needs.triggers.decide([closed(needs, one.trigger, send, one.proof)])
  }
  if (ready.length > 0) await sendBatch(needs, ready)
}

/** What a campaign is sent with, or why it cannot be. */
const campaignSend = (
  { trigger, values }: Opened,
  campaigns: Readonly<Record<string, number>>,
): { readonly send: CampaignSend } | TriggerOutcome<'waiting'> => {
  const campaignId = campaignFor(campaigns, trigger.locale)
  if (campaignId === undefined) return { state: 'waiting', reason: 'not-mapped' }
  return { send: { email: trigger.email, campaignId, values } }
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
