import { type Decimal, minus, sum } from './decimal.js'
import type { Order, OrderLine, Refund } from './order.js'

const voided = new Set(['REFUSED', 'CANCELED'])

/**
 * What the customer paid for an order, in its own currency and tax mode: line totals (already without cancelations)
 * without refused and canceled lines, less completed refunds. What was refunded of a line that does not count is not
 * taken off a second time.
 */
export const spendOf = (order: Order): Decimal => minus(grossOf(order), completedRefunds(standingLines(order)))

/** Line totals of the lines that stand, before refunds. */
export const grossOf = (order: Order): Decimal => sum(standingLines(order).map(({ totalPrice }) => totalPrice))

/** Refunds that have been paid. */
export const refundedOf = (order: Order): Decimal => completedRefunds(order.lines)

const completedRefunds = (lines: readonly OrderLine[]): Decimal =>
  sum(lines.flatMap(({ refunds }) => refunds.filter(isPaid).map(({ total }) => total)))

/** Whether the money has gone back. */
export const isPaid = ({ state }: Refund): boolean => state === 'REFUNDED'

/** Whether any of the order still counts: an order whose lines were all refused or canceled is no purchase. */
export const isPurchase = (order: Order): boolean => !voided.has(order.state) && standingLines(order).length > 0

/** The lines that were neither refused nor canceled. */
export const standingLines = (order: Order): readonly OrderLine[] =>
  order.lines.filter(({ state }) => !voided.has(state))

/** Whether nothing is left of an order: each line was refused, canceled or paid back, or all of it is asked back. */
export const hasLost = (order: Order): boolean =>
  order.isFullyRefunded === true || standingLines(order).every(({ state }) => state === 'REFUNDED')
