import { textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { totalsOf } from './amounts.js'
import { later } from './dates.js'
import type { Line, Order } from './order.js'
import {
  hasReached,
  isActive,
  isAskedBackInFull,
  isCancelable,
  isDisputable,
  isRefundable,
  orderStateOf,
} from './states.js'

/** An order after its lines changed: state, sums and flags follow from them, and it was updated at `at`. */
export const settled = (order: Order, at: number): Order => {
  const moved: Order = { ...order, order_state: orderStateOf(order), last_updated_date: later(order, at) }
  const summed: Order = { ...moved, ...totalsOf(moved) }
  return { ...summed, ...flagsOf(summed), order_lines: summed.order_lines.map((line) => flagged(summed, line)) }
}

/** A line that is worked on at `at`. */
export const touched = (line: Line, at: number): Line => ({ ...line, last_updated_date: later(line, at) })

/** @param change is given the lines of these ids; the others stay */
export const withLines = (order: Order, ids: readonly string[], change: (line: Line) => Line): Order => ({
  ...order,
  order_lines: order.order_lines.map((line) => (ids.includes(line.order_line_id) ? change(line) : line)),
})

const flagged = (order: Order, line: Line): Line => ({
  ...line,
  can_open_incident: isDisputable(order, line),
  can_refund: isRefundable(order, line) && line.refunds.length === 0,
})

const flagsOf = (order: Order): WireObject => {
  const active = order.order_lines.filter(({ order_line_state: state }) => state !== 'REFUSED' && state !== 'CANCELED')
  return {
    can_cancel: order.order_state !== 'STAGING' && order.order_lines.some((line) => isCancelable(order, line)),
    can_shop_ship: order.order_state === 'SHIPPING',
    can_evaluate: hasReached(order.order_state, 'SHIPPED'),
    has_incident: order.order_lines.some(({ order_line_state: state }) => state === 'INCIDENT_OPEN'),
    has_invoice: hasReached(order.order_state, 'RECEIVED'),
    fully_refunded: active.length > 0 && active.every(isAskedBackInFull),
  }
}

/** The lines that are still on their way. */
export const activeIds = (order: Order): readonly string[] =>
  order.order_lines.filter(isActive).map((line) => line.order_line_id)

export const taxModeOf = (order: Order): string => textOf(order, 'order_tax_mode')
