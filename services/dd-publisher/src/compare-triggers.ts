import { type AccountRules, hasEnded, type Instant, solicitations } from '@concord/domain'
import type { Found, SentTrigger } from './comparison-port.js'

/** Names of the account's triggers that ask for something. */
export const marketingTriggers = ({ triggers }: Pick<AccountRules, 'triggers'>): readonly string[] =>
  Object.entries(triggers)
    .filter(([name, { purpose }]) => purpose === 'marketing' || solicitations.includes(name))
    .map(([name]) => name)

/** What went out while the order was in dispute, by all that is known of it now. */
export const judgeTrigger = (sent: SentTrigger): Found | undefined => {
  if (!wasInDispute(sent)) return undefined
  const detail = `It was sent at ${sent.sentAt}, while the order was in dispute by what is known of it now; what was sent cannot be taken back.`
  const key = `${sent.trigger} ${sent.subject}`
  return { what: 'trigger', key, kind: 'forbidden', fields: [], detail, isRepairable: false }
}

interface Span {
  readonly from: Instant
  /** Undefined while it lasts. */
  readonly until?: Instant | undefined
}

/**
 * Whether an incident, a return or a refund was open when it was sent. A return that changed after its end was over when the
 * order was last seen to come to peace. When a refund was paid Mirakl does not tell, so only one that is under way counts.
 */
export const wasInDispute = ({ stored, returns, sentAt }: Omit<SentTrigger, 'trigger' | 'subject'>): boolean => {
  const { order, incidents = [], inDisputeSince, disputeEndedAt } = stored
  const peaceAfter = (from: Instant): Instant | undefined =>
    disputeEndedAt !== undefined && disputeEndedAt >= from ? disputeEndedAt : undefined
  const spans: readonly Span[] = [
    ...(inDisputeSince === undefined ? [] : [{ from: inDisputeSince }]),
    ...incidents.map(({ openedAt, closedAt }) => ({ from: openedAt, until: closedAt })),
    ...returns.map((returned) => ({
      from: returned.createdAt,
      until: hasEnded(returned) ? earlier(returned.updatedAt, peaceAfter(returned.createdAt)) : undefined,
    })),
    ...order.lines
      .flatMap(({ refunds }) => refunds.filter(({ state }) => state !== 'REFUNDED'))
      .map(({ createdAt }) => ({ from: createdAt })),
  ]
  return spans.some(({ from, until }) => from <= sentAt && (until === undefined || until > sentAt))
}

const earlier = (one: Instant, other: Instant = one): Instant => (other < one ? other : one)
