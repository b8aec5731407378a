import type { Conservation } from '@concord/standalone'
import { z } from 'zod'
import { reviewEvent } from '../world/mapping.js'
import type { Evidence, Exchange, Violation } from './evidence.js'

/** A message that Dotdigital holds. */
export interface Message {
  readonly campaignId: number
  readonly orderId: string
}

const Events = z.array(z.object({ type: z.string(), eventData: z.object({ order_id: z.string() }) }))

/**
 * Messages and events that went out twice for one order; and where Concord's books do not have as many sent, or in doubt,
 * as Dotdigital has got.
 */
export const notOnce = (
  { dotdigital }: Evidence,
  outbox: readonly Message[],
  told: Conservation['triggers'],
): readonly Violation[] => {
  const messages = outbox.map(({ campaignId, orderId }) => `campaign ${campaignId} of ${orderId}`)
  const events = dotdigital.filter(wasTaken).flatMap(({ asked }) =>
    Events.parse(asked)
      .filter(({ type }) => type === reviewEvent)
      .map(({ type, eventData }) => `${type} of ${eventData.order_id}`),
  )
  return [
    ...doubled([...messages, ...events]).map((what) => `${what} went out more than once`),
    ...miscounted('shipped', messages.length, told),
    ...miscounted('review-request', events.length, told),
  ]
}

/** The sandbox did what was asked, whether or not its answer arrived. */
const wasTaken = ({ method, path, status, answer }: Exchange): boolean =>
  method === 'POST' && path === '/events/v3/import' && status < 300 && answer !== undefined

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
