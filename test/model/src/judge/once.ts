import type { Conservation } from '@concord/standalone'
import { z } from 'zod'
import { reviewCollection, reviewEvent } from '../world/mapping.js'
import type { Evidence, Exchange, Violation } from './evidence.js'

/** A message that Dotdigital holds. */
export interface Message {
  readonly campaignId: number
  readonly orderId: string
}

const Asked = z.array(z.object({ type: z.string(), eventData: z.object({ order_id: z.string() }) }))
const Held = z.record(z.string(), z.object({ json: z.object({ eventData: z.object({ order_id: z.string() }) }) }))

/**
 * Messages and events that went out twice for one order; and where Concord's books do not have as many sent, or in doubt,
 * as Dotdigital has got.
 */
export const notOnce = (
  { dotdigital, after }: Evidence,
  outbox: readonly Message[],
  told: Conservation['triggers'],
): readonly Violation[] => {
  const messages = outbox.map(({ campaignId, orderId }) => `campaign ${campaignId} of ${orderId}`)
  const events = Object.values(Held.parse(after.records[reviewCollection] ?? {})).map(({ json }) =>
    eventOf(json.eventData.order_id),
  )
  const accepted = dotdigital
    .filter(isAcceptedEvent)
    .flatMap(({ asked }) => Asked.parse(asked))
    .filter(({ type }) => type === reviewEvent)
    .map(({ eventData }) => eventOf(eventData.order_id))
  return [
    ...[messages, events, accepted].flatMap(doubled).map((what) => `${what} went out more than once`),
    ...miscounted('shipped', messages.length, told),
    ...miscounted('review-request', events.length, told),
  ]
}

const eventOf = (orderId: string): string => `${reviewEvent} of ${orderId}`

const isAcceptedEvent = ({ method, path, status }: Exchange): boolean =>
  method === 'POST' && path === '/events/v3/import' && status >= 200 && status < 300

const doubled = (all: readonly string[]): readonly string[] => [
  ...new Set(all.filter((one, nth) => all.indexOf(one) !== nth)),
]

const miscounted = (trigger: string, held: number, { shares }: Conservation['triggers']): readonly Violation[] => {
  const countOf = (wanted: string): number =>
    shares
      .filter((share) => share.trigger === trigger && share.state === wanted)
      .reduce((sum, { count }) => sum + count, 0)
  const [sent, inDoubt] = [countOf('sent'), countOf('unknown')]
  if (sent <= held && held <= sent + inDoubt) return []
  return [`Dotdigital got ${held} of ${trigger}, and Concord tells of ${sent} sent and ${inDoubt} in doubt`]
}
