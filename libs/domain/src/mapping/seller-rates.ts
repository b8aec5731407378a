import { type Decimal, share } from '../decimal.js'
import type { Incident } from '../dispute-watch.js'
import { isInIncident } from '../dispute.js'
import type { Instant, Order, OrderLine } from '../order.js'
import { standingLines } from '../spend.js'

/**
 * The rates of a seller that its orders show by Mirakl's own definitions (S21). Not among them: `return_rate`, since which
 * lines are returnable is Mirakl's own secret, and `valid_tracking_rate`, which only Mirakl's Delivery Manager knows.
 */
export const computedRates = [
  'recentApprovalRate',
  'incidentRate',
  'refundRate',
  'cancelationRate',
  'lateShipmentRate',
] as const
export type ComputedRate = (typeof computedRates)[number]
/** Shares between 0 and 1; undefined where nothing happened that could be measured. */
export type SellerRates = Readonly<Partial<Record<ComputedRate, Decimal | undefined>>>

/** What orders count for in the rates of their seller. Tallies of several orders are added. */
export interface Tally {
  readonly orders: number
  /** Orders shipped later than their deadline. */
  readonly late: number
  /** Lines that the seller took. */
  readonly accepted: number
  /** Lines that the seller, or its silence, turned down. */
  readonly rejected: number
  /** Accepted lines with at least one cancelation, refund or incident. */
  readonly canceled: number
  readonly refunded: number
  readonly disputed: number
}

export const noOrders: Tally = { orders: 0, late: 0, accepted: 0, rejected: 0, canceled: 0, refunded: 0, disputed: 0 }

/**
 * What one order counts for. An incident counts where Concord saw it open: one that was over before the first sight of the
 * order shows nowhere.
 */
export const tallyOf = (order: Order, incidents: readonly Incident[] = []): Tally => {
  const accepted = isAccepted(order) ? order.lines.filter(({ state }) => state !== 'REFUSED') : []
  const disputed = new Set(incidents.map(({ lineId }) => lineId))
  const count = (does: (line: OrderLine) => boolean): number => accepted.filter(does).length
  return {
    orders: 1,
    late: isLate(order) ? 1 : 0,
    accepted: accepted.length,
    rejected: order.lines.filter(({ state }) => [state, order.state].includes('REFUSED')).length,
    canceled: count(({ state, cancelations }) => state === 'CANCELED' || cancelations.length > 0),
    refunded: count(({ refunds }) => refunds.length > 0),
    disputed: count((line) => isInIncident(line) || disputed.has(line.id)),
  }
}

export const addTallies = (one: Tally, other: Tally): Tally => ({
  orders: one.orders + other.orders,
  late: one.late + other.late,
  accepted: one.accepted + other.accepted,
  rejected: one.rejected + other.rejected,
  canceled: one.canceled + other.canceled,
  refunded: one.refunded + other.refunded,
  disputed: one.disputed + other.disputed,
})

export const ratesOf = ({ orders, late, accepted, rejected, canceled, refunded, disputed }: Tally): SellerRates => ({
  recentApprovalRate: share(accepted, accepted + rejected),
  incidentRate: share(disputed, accepted),
  refundRate: share(refunded, accepted),
  cancelationRate: share(canceled, accepted),
  lateShipmentRate: share(late, orders),
})

/** The last three months before an instant (S21, `LAST_THREE_MONTHS`), by when orders were placed. */
export const ratedSince = (at: Instant): Instant => {
  const since = new Date(at)
  const day = since.getUTCDate()
  since.setUTCMonth(since.getUTCMonth() - 3)
  // Where the month has no such day, its last one.
  if (since.getUTCDate() !== day) since.setUTCDate(0)
  return since.toISOString()
}

/** States that an order only reaches once the seller has taken it. */
const taken = new Set([
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
])

/** One that was called off is accepted where something shows that the seller had taken it before. */
const isAccepted = ({ state, acceptedAt, debitedAt, lines }: Order): boolean =>
  taken.has(state) ||
  (state !== 'REFUSED' && [acceptedAt, debitedAt, ...lines.map(({ shippedAt }) => shippedAt)].some(isKnown))

const isKnown = (at: Instant | undefined): at is Instant => at !== undefined

/** Shipped is an order whose last line has left. */
const isLate = (order: Order): boolean => {
  const { shippingDeadlineAt: deadline } = order
  const left = standingLines(order).map(({ shippedAt }) => shippedAt)
  return deadline !== undefined && left.every(isKnown) && left.some((at) => at > deadline)
}
