import { numberOf, textOf } from '../wire.js'
import { cents } from './amounts.js'
import type { Line, Order } from './order.js'

/** The usual way of an order. */
const way: readonly string[] = [
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
]

const rankOf = (state: string): number => way.indexOf(state)

export const hasReached = (state: string, mark: string): boolean => rankOf(state) >= rankOf(mark)

export const isActive = ({ order_line_state: state }: Line): boolean =>
  !['REFUSED', 'CANCELED', 'REFUNDED'].includes(state)

/**
 * Where a line is on its way, be it hidden by an incident: told from its dates and refunds, so that nothing beside the
 * order need remember it.
 */
export const restingStateOf = ({ order_state: orderState }: Order, line: Line): string => {
  if (line.order_line_state !== 'INCIDENT_OPEN') return line.order_line_state
  if (isPaidBack(line)) return 'REFUNDED'
  if (orderState === 'CLOSED') return 'CLOSED'
  if (textOf(line, 'received_date') !== '') return 'RECEIVED'
  if (textOf(line, 'shipped_date') !== '') return orderState === 'TO_COLLECT' ? 'TO_COLLECT' : 'SHIPPED'
  return 'SHIPPING'
}

/** What refunds have been asked for, paid or not. */
export const askedBack = ({ refunds }: Line): { readonly price: number; readonly shipping: number } => ({
  price: refunds.reduce((sum, refund) => sum + cents(refund.amount), 0),
  shipping: refunds.reduce((sum, refund) => sum + cents(refund.shipping_amount), 0),
})

/** All of it is asked back, paid or not. */
export const isAskedBackInFull = (line: Line): boolean => {
  const { price, shipping } = askedBack(line)
  return line.refunds.length > 0 && price + shipping >= cents(line.total_price)
}

export const isPaidBack = (line: Line): boolean =>
  isAskedBackInFull(line) && line.refunds.every(({ refund_state: state }) => state === 'REFUNDED')

/** An order stands where the least advanced of its lines stands; those that ended hold nothing up. */
export const orderStateOf = (order: Order): string => {
  const active = order.order_lines.filter(isActive).map((line) => restingStateOf(order, line))
  const ended = order.order_lines.map(({ order_line_state: state }) => state)
  if (active.length === 0) return endedStateOf(order, ended)
  const [least = -1] = active.map(rankOf).sort((left, right) => left - right)
  return way[least] ?? order.order_state
}

/** What was refunded down to the last line stays where it was. */
const endedStateOf = ({ order_state: state }: Order, ended: readonly string[]): string => {
  if (ended.includes('REFUNDED')) return state
  return ended.includes('CANCELED') ? 'CANCELED' : 'REFUSED'
}

/** Businesses and the like pay once they have what they bought. */
export const isPaidLater = (order: Order): boolean =>
  ['PAY_ON_DUE_DATE', 'PAY_ON_DELIVERY', 'PAY_ON_SHIPMENT', 'NO_CUSTOMER_PAYMENT_CONFIRMATION'].includes(
    textOf(order, 'payment_workflow'),
  )

export const isDebited = (order: Order): boolean => textOf(order, 'customer_debited_date') !== ''

/** Nothing of it was sent, refunded or is in dispute. */
export const isCancelable = ({ order_state: state }: Order, line: Line): boolean =>
  rankOf(state) >= 0 &&
  rankOf(line.order_line_state) >= 0 &&
  !hasReached(line.order_line_state, 'SHIPPED') &&
  line.refunds.length === 0 &&
  numberOf(line, 'quantity') > 0

export const isDisputable = (order: Order, line: Line): boolean =>
  isActive(line) && line.order_line_state !== 'INCIDENT_OPEN' && isUnderWay(order, line)

export const isRefundable = (order: Order, line: Line): boolean =>
  isActive(line) && isUnderWay(order, line) && !isAskedBackInFull(line) && line.total_price > 0

const isUnderWay = (order: Order, line: Line): boolean => {
  const state = restingStateOf(order, line)
  return hasReached(state, 'SHIPPING') && state !== 'CLOSED' && order.order_state !== 'CLOSED'
}
