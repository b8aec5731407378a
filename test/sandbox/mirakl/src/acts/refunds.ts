import { Problem } from '../problem.js'
import { digest, listOf, uuidOf } from '../wire.js'
import { cents, moneyBack } from './amounts.js'
import { wireDate } from './dates.js'
import type { Doing } from './deed.js'
import type { Line, Order, Refund } from './order.js'
import { settled, taxModeOf, touched, withLines } from './settle.js'
import { askedBack, isPaidBack } from './states.js'

/** All that is left of a line, unless an amount is given. */
export const requestRefund = (order: Order, doing: Doing): Order => {
  const group = uuidOf(`${order.order_id} refunded ${String(doing.at)}`)
  const asked = withLines(order, doing.targets, (line) => ({
    ...touched(line, doing.at),
    refunds: [...line.refunds, refundOf(line, { doing, group, mode: taxModeOf(order) })],
  }))
  const known = listOf(order, 'order_refunds').filter((each) => !isGroup(each, group))
  return settled({ ...asked, order_refunds: [...known, { order_refund_id: group, taxes: [] }] }, doing.at)
}

const isGroup = (candidate: unknown, id: string): boolean =>
  typeof candidate === 'object' &&
  candidate !== null &&
  'order_refund_id' in candidate &&
  candidate.order_refund_id === id

const refundOf = (line: Line, { doing, group, mode }: { doing: Doing; group: string; mode: string }): Refund => {
  const back = backFrom(line, doing)
  const isWhole = back.price + back.shipping === cents(line.total_price)
  const number = parseInt(digest(`${line.order_line_id} refunded ${line.refunds.length}`).slice(0, 8), 16)
  const quantity = doing.quantity ?? (isWhole ? line.quantity : 0)
  return {
    id: String(1_000_000 + (number % 1_000_000)),
    order_refund_id: group,
    created_date: wireDate(doing.at),
    ...inState('WAITING_REFUND'),
    reason_code: doing.reason ?? '34',
    quantity,
    transaction_date: null,
    transaction_number: null,
    commission_tax_amount: 0,
    amount: 0,
    shipping_amount: 0,
    ...moneyBack(line, back, mode),
  }
}

const inState = (state: string) => ({ refund_state: state, state })

/** In cents; never more than is left after the refunds before. */
const backFrom = (line: Line, { amount, shippingAmount }: Doing) => {
  const asked = askedBack(line)
  const left = { price: cents(line.price) - asked.price, shipping: cents(line.shipping_price) - asked.shipping }
  if (amount === undefined && shippingAmount === undefined) return left
  const back = { price: cents(amount ?? 0), shipping: cents(shippingAmount ?? 0) }
  if (back.price <= left.price && back.shipping <= left.shipping && back.price + back.shipping > 0) return back
  throw new Problem(400, `The order line with id '${line.order_line_id}' does not have that much left to refund`)
}

/** Ids of the refunds of an order that stand in one of `states`. */
export const refundsIn = (order: Order, states: readonly string[]): readonly string[] =>
  order.order_lines
    .flatMap(({ refunds }) => refunds)
    .filter(({ refund_state: state }) => states.includes(state))
    .map(({ id }) => id)

const refundsMoved = (order: Order, { targets, at }: Doing, change: (refund: Refund) => Refund): Order => {
  const isMeant = ({ id }: Refund): boolean => targets.includes(id)
  const owners = order.order_lines.filter(({ refunds }) => refunds.some(isMeant)).map((line) => line.order_line_id)
  return withLines(order, owners, (line) => ({
    ...touched(line, at),
    refunds: line.refunds.map((refund) => (isMeant(refund) ? change(refund) : refund)),
  }))
}

export const confirmRefundTaxes = (order: Order, doing: Doing): Order =>
  settled(
    refundsMoved(order, doing, (refund) => ({ ...refund, ...inState('WAITING_REFUND') })),
    doing.at,
  )

export const handOverRefund = (order: Order, doing: Doing): Order =>
  settled(
    refundsMoved(order, doing, (refund) => ({ ...refund, ...inState('WAITING_REFUND_PAYMENT') })),
    doing.at,
  )

/** A line is refunded once all of it is paid back; an incident hides even that. */
export const payRefund = (order: Order, doing: Doing): Order => {
  const paid = refundsMoved(order, doing, (refund) => ({
    ...refund,
    ...inState('REFUNDED'),
    transaction_date: wireDate(doing.at),
    transaction_number: `RF-${refund.id}`,
  }))
  const isDone = (line: Line): boolean => isPaidBack(line) && line.order_line_state !== 'INCIDENT_OPEN'
  const done = paid.order_lines.filter(isDone).map((line) => line.order_line_id)
  return settled(
    withLines(paid, done, (line) => ({ ...line, order_line_state: 'REFUNDED' })),
    doing.at,
  )
}
