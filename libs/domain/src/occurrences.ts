import type { Incident } from './dispute-watch.js'
import { latest } from './instants.js'
import type { Instant, Order, OrderLine, Return } from './order.js'

/** Something that happened to an order, worth telling its customer once, for ever. */
export interface Occurrence {
  readonly trigger: string
  /** What it happened to: order, checkout, shipment, refund group, return or incident. With account and trigger the key. */
  readonly subject: string
  readonly at: Instant
}

/** The way of a parcel, and the ways of what may befall it. */
const ways = [
  ['confirmed', 'partially-shipped', 'shipped', 'ready-to-collect', 'received'],
  ['refund-requested', 'refunded'],
  ['return-opened', 'return-closed'],
  ['incident-opened', 'incident-closed'],
] as const
const [parcel] = ways

/** Every trigger there is; `concord.yaml` says which of them send something. */
export const triggerNames = [...ways.flat(), 'canceled', 'partially-canceled', 'refused', 'review-request'] as const
export type TriggerName = (typeof triggerNames)[number]

/** They ask for something instead of telling it, so they are marketing, whatever a configuration says. */
export const solicitations: readonly string[] = ['review-request'] satisfies readonly TriggerName[]

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
const rankOf = ({ state }: { readonly state: string }): number => ranks[state] ?? 0

/** What is known of an order beside its snapshot. */
export interface Beside {
  readonly returns?: readonly Return[] | undefined
  readonly incidents?: readonly Incident[] | undefined
}

/** Everything a snapshot implies to have happened, in the order in which it happened. */
export const occurrencesOf = (
  order: Order,
  { returns = [], incidents = [] }: Beside = {},
): readonly (Occurrence & { readonly trigger: TriggerName })[] => {
  const rank = rankOf(order)
  const received = latest(order.lines.map(({ receivedAt }) => receivedAt)) ?? order.updatedAt
  const happened = (trigger: TriggerName, does: boolean, at: Instant = order.updatedAt, subject = order.id) =>
    does ? [{ trigger, subject, at }] : []

  return [
    ...happened('confirmed', rank >= 4, order.acceptedAt ?? order.updatedAt, order.commercialId),
    ...shipmentsOf(order),
    ...happened('shipped', rank >= 5, latest(order.lines.map(({ shippedAt }) => shippedAt)) ?? order.updatedAt),
    ...happened('ready-to-collect', order.state === 'TO_COLLECT'),
    ...happened('received', rank >= 7, received),
    ...happened('review-request', rank >= 7, received),
    ...happened('partially-canceled', isPartlyCanceled(order), canceledAt(order)),
    ...happened('canceled', order.state === 'CANCELED'),
    ...happened('refused', order.state === 'REFUSED'),
    ...refundsOf(order),
    ...returnsOf(order, returns),
    ...incidentsOf(order, incidents),
  ]
}

const voided = new Set(['REFUSED', 'CANCELED', 'REFUNDED'])

/** What left while the rest of the order is still to come; lines that left at one instant are one shipment. */
const shipmentsOf = (order: Order) => {
  const hasLeft = (line: OrderLine): boolean => line.shippedAt !== undefined || rankOf(line) >= 5
  const isStillHere = order.lines.some((line) => !hasLeft(line) && !voided.has(line.state))
  if (order.state !== 'SHIPPING' || !isStillHere) return []
  const shipments = grouped(order.lines.filter(hasLeft), ({ shippedAt }) => shippedAt ?? order.updatedAt)
  return shipments.map(([at, lines]) => {
    const [first = ''] = lines.map(({ id }) => id).toSorted()
    return { trigger: 'partially-shipped', subject: `${order.id}/${first}`, at } as const
  })
}

const isPartlyCanceled = ({ state, lines }: Order): boolean =>
  !voided.has(state) && lines.some((line) => line.state === 'CANCELED' || line.cancelations.length > 0)

const canceledAt = ({ lines }: Order): Instant | undefined =>
  latest(lines.flatMap(({ cancelations }) => cancelations.map(({ createdAt }) => createdAt)))

/** By refund group, which is what a customer perceives as one refund: it is there when all of its money is. */
const refundsOf = ({ id, lines, updatedAt }: Order) => {
  const groups = grouped(
    lines.flatMap(({ refunds }) => refunds),
    (refund) => refund.groupId ?? refund.id,
  )
  return groups.flatMap(([group, refunds]) => {
    const subject = `${id}/${group}`
    const requestedAt = refunds.map(({ createdAt }) => createdAt).toSorted()[0] ?? updatedAt
    const requested = { trigger: 'refund-requested', subject, at: requestedAt } as const
    const isPaid = refunds.every(({ state }) => state === 'REFUNDED')
    return isPaid ? [requested, { trigger: 'refunded', subject, at: updatedAt } as const] : [requested]
  })
}

/** A return that was refused or called off was opened, and never closed as the customer hoped. */
const returnsOf = (order: Order, returns: readonly Return[]) =>
  returns.flatMap(({ id, state, createdAt, updatedAt }) => {
    const subject = `${order.id}/${id}`
    const opened = { trigger: 'return-opened', subject, at: createdAt } as const
    return state === 'CLOSED' ? [opened, { trigger: 'return-closed', subject, at: updatedAt } as const] : [opened]
  })

const incidentsOf = (order: Order, incidents: readonly Incident[]) =>
  incidents.flatMap(({ lineId, number, openedAt, closedAt }) => {
    const subject = `${order.id}/${lineId}/incident-${number}`
    const opened = { trigger: 'incident-opened', subject, at: openedAt } as const
    return closedAt === undefined ? [opened] : [opened, { trigger: 'incident-closed', subject, at: closedAt } as const]
  })

const grouped = <T>(items: readonly T[], nameOf: (item: T) => string): readonly (readonly [string, readonly T[]])[] =>
  [...new Set(items.map(nameOf))].map((name) => [name, items.filter((item) => nameOf(item) === name)])

/** What is to become of occurrences seen for the first time. */
export type FirstFate = 'due' | 'history' | 'overtaken'

/**
 * Sorts new occurrences by what is to become of them: of steps skipped between two sights only the furthest is told.
 *
 * @param tellsNothing the order is seen for the first time in a backfill, or replayed: all is history
 * @param implied everything the snapshot implies, which shows how far the order really is
 */
export const fatesOf = (
  fresh: readonly Occurrence[],
  tellsNothing: boolean,
  implied: readonly Occurrence[] = fresh,
): readonly (Occurrence & { fate: FirstFate })[] => {
  const fateOf = (occurrence: Occurrence): FirstFate => {
    if (tellsNothing) return 'history'
    return implied.some((other) => overtakes(other, occurrence)) ? 'overtaken' : 'due'
  }
  return fresh.map((occurrence) => ({ ...occurrence, fate: fateOf(occurrence) }))
}

/** Parcels of one order overtake each other; a refund, return or incident only itself. */
const overtakes = (other: Occurrence, occurrence: Occurrence): boolean => {
  const way: readonly string[] | undefined = ways.find((names: readonly string[]) => names.includes(occurrence.trigger))
  if (way === undefined) return false
  const isOfTheSame = way === parcel || other.subject === occurrence.subject
  return isOfTheSame && way.indexOf(other.trigger) > way.indexOf(occurrence.trigger)
}
