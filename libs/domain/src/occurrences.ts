import type { Instant, Order } from './order.js'

/** Something that happened to an order, worth telling its customer once, for ever. */
export interface Occurrence {
  readonly trigger: string
  /** What it happened to: the order, the checkout or the refund group. With account and trigger it is the key. */
  readonly subject: string
  readonly at: Instant
}

/** The way of a parcel: of steps skipped between two sights only the furthest is told. */
const journey = ['confirmed', 'shipped', 'ready-to-collect', 'received']

const ranks: Readonly<Record<string, number>> = {
  STAGING: 0,
  WAITING_ACCEPTANCE: 1,
  WAITING_DEBIT: 2,
  WAITING_DEBIT_PAYMENT: 3,
  SHIPPING: 4,
  SHIPPED: 5,
  TO_COLLECT: 6,
  RECEIVED: 7,
  CLOSED: 8,
}

/** Everything a snapshot implies to have happened, in the order in which it happened. */
export const occurrencesOf = (order: Order): readonly Occurrence[] => {
  const rank = ranks[order.state] ?? 0
  const received = latest(order.lines.map(({ receivedAt }) => receivedAt)) ?? order.updatedAt
  const happened = (trigger: string, does: boolean, at: Instant = order.updatedAt, subject = order.id): Occurrence[] =>
    does ? [{ trigger, subject, at }] : []

  return [
    ...happened('confirmed', rank >= 4, order.acceptedAt ?? order.updatedAt, order.commercialId),
    ...happened('shipped', rank >= 5, latest(order.lines.map(({ shippedAt }) => shippedAt)) ?? order.updatedAt),
    ...happened('ready-to-collect', order.state === 'TO_COLLECT'),
    ...happened('received', rank >= 7, received),
    ...happened('review-request', rank >= 7, received),
    ...happened('canceled', order.state === 'CANCELED'),
    ...happened('refused', order.state === 'REFUSED'),
    ...refundsOf(order),
  ]
}

const refundsOf = (order: Order): Occurrence[] => {
  const refunds = order.lines.flatMap((line) => line.refunds).filter(({ state }) => state === 'REFUNDED')
  const groups = new Map(refunds.map((refund) => [refund.groupId ?? refund.id, refund.createdAt]))
  return [...groups].map(([group, at]) => ({ trigger: 'refunded', subject: `${order.id}/${group}`, at }))
}

const latest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants
    .filter((at) => at !== undefined)
    .sort()
    .at(-1)

/** What is to become of occurrences seen for the first time. */
export type FirstFate = 'due' | 'history' | 'overtaken'

/**
 * Sorts new occurrences by what is to become of them.
 *
 * @param tellsNothing the order is seen for the first time in a backfill, or replayed: all is history
 * @param implied everything the snapshot implies, which shows how far the order really is
 */
export const fatesOf = (
  fresh: readonly Occurrence[],
  tellsNothing: boolean,
  implied: readonly Occurrence[] = fresh,
): readonly (Occurrence & { fate: FirstFate })[] => {
  const furthest = Math.max(...implied.map(({ trigger }) => journey.indexOf(trigger)))
  const fateOf = ({ trigger }: Occurrence): FirstFate => {
    if (tellsNothing) return 'history'
    const place = journey.indexOf(trigger)
    return place === -1 || place === furthest ? 'due' : 'overtaken'
  }
  return fresh.map((occurrence) => ({ ...occurrence, fate: fateOf(occurrence) }))
}
