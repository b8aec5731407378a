import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'
import { withoutAddresses } from './wire.js'

/** One transactional message from a triggered campaign, which brings subject and content. */
export interface TriggeredSend {
  readonly to: string
  readonly campaignId: number
  /** By placeholder name. A value may be JSON as text; it must then be valid. */
  readonly personalization: Readonly<Record<string, string>>
  /** Comes back in reports; at most 1500 characters of JSON. */
  readonly metadata?: Readonly<Record<string, unknown>> | undefined
}

/** `unknown`: the answer says nothing about the item, so it may or may not have been sent. */
export type TriggeredOutcome =
  | { readonly outcome: 'accepted' }
  | { readonly outcome: 'refused'; readonly code: string; readonly reason: string }
  | { readonly outcome: 'unknown' }

export interface Campaigns {
  /**
   * Sends a batch; the outcomes are in its order, and one refused item does not hold back another. Ignores marketing
   * opt-outs, so it is for transactional messages only; 50,000 a UTC day by default.
   *
   * @throws OutcomeUnknown       the batch may have been sent: never repeat it blindly
   * @throws PlatformUnavailable  it never left
   */
  trigger(batch: readonly TriggeredSend[]): Promise<readonly TriggeredOutcome[]>
  /**
   * Sends one message; for what `trigger` says of a batch.
   *
   * @throws RequestRefused  with Dotdigital's code; it was not sent
   * @throws OutcomeUnknown  it may have been sent: never repeat it blindly
   */
  triggerOne(send: TriggeredSend): Promise<void>
}

export const WireTriggered = z.array(
  z.looseObject({
    index: z.number(),
    failureCode: z.string().nullish(),
    failureReason: z.string().nullish(),
  }),
)

export const campaigns = (ask: Ask): Campaigns => ({
  trigger: async (batch) => {
    const results = await ask({
      method: 'POST',
      path: '/v2/email/triggered-campaign/batch',
      tier: 'unlimited',
      body: batch.map(toItem),
      read: json(WireTriggered),
      isSend: true,
    })
    return batch.map((_, index) => toOutcome(results.find((result) => result.index === index)))
  },
  triggerOne: (send) => {
    const path = '/v2/email/triggered-campaign'
    return ask({ method: 'POST', path, tier: 'unlimited', body: toItem(send), read: nothing, isSend: true })
  },
})

const toItem = ({ to, campaignId, personalization, metadata }: TriggeredSend) => ({
  toAddresses: [to],
  campaignId,
  personalizationValues: Object.entries(personalization).map(([name, value]) => ({ name, value })),
  metadata,
})

const toOutcome = (result: z.infer<typeof WireTriggered>[number] | undefined): TriggeredOutcome => {
  if (result === undefined) return { outcome: 'unknown' }
  const { failureCode, failureReason } = result
  if (!failureCode && !failureReason) return { outcome: 'accepted' }
  return { outcome: 'refused', code: failureCode ?? 'ERROR_UNKNOWN', reason: withoutAddresses(failureReason ?? '') }
}
