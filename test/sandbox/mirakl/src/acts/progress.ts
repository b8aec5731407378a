import { objectOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { canceledIn } from './cancelations.js'
import { wireDate } from './dates.js'
import type { Doing } from './deed.js'
import type { Line, Order } from './order.js'
import { activeIds, settled, touched, withLines } from './settle.js'
import { hasReached, isDebited, isPaidLater } from './states.js'

type Progress = (order: Order, doing: Doing) => Order

/** The lines of these ids move on; what an incident hides moves under it. */
const moved = (order: Order, ids: readonly string[], state: string, at: number): Order =>
  withLines(order, ids, (line) => ({
    ...touched(line, at),
    ...(line.order_line_state !== 'INCIDENT_OPEN' && { order_line_state: state }),
    ...datesIn(line, state, at),
  }))

const datesIn = (line: Line, state: string, at: number): WireObject => ({
  ...(hasReached(state, 'SHIPPED') && { shipped_date: line['shipped_date'] ?? wireDate(at) }),
  ...(hasReached(state, 'RECEIVED') && { received_date: line['received_date'] ?? wireDate(at) }),
})

const allMoved = (order: Order, state: string, at: number): Order =>
  moved({ ...order, order_state: state }, activeIds(order), state, at)

export const validate: Progress = (order, { at }) => settled(allMoved(order, 'WAITING_ACCEPTANCE', at), at)

const day = 24 * 3_600_000

/** Those not named are refused: a seller decides about all lines at once. */
export const accept: Progress = (order, { at, targets, addressesOf }) => {
  const others = activeIds(order).filter((id) => !targets.includes(id))
  const next = isPaidLater(order) ? 'SHIPPING' : 'WAITING_DEBIT'
  const decided = moved(turnedDown(order, others, 'REFUSED', at), targets, next, at)
  return settled({ ...decided, ...promises(order, at), ...customerKnown(decided, addressesOf) }, at)
}

export const acceptBySeller: Progress = (order, doing) => ({
  ...accept(order, doing),
  acceptance_decision_date: wireDate(doing.at),
})

const promises = (order: Order, at: number): WireObject => {
  const placed = Date.parse(textOf(order, 'created_date')) || at
  const deadline = new Date(placed + 3 * day).toISOString().slice(0, 10)
  return {
    shipping_deadline: `${deadline}T23:59:59.999Z`,
    delivery_date: { earliest: wireDate(placed + 3 * day), latest: wireDate(placed + 6 * day) },
  }
}

/** Addresses come with the acceptance; a customer made anonymous has none any more. */
const customerKnown = (order: Order, addressesOf: Doing['addressesOf']): WireObject => {
  const customer = objectOf(order, 'customer')
  const isHidden = customer['shipping_address'] === null && textOf(customer, 'lastname') !== ''
  return isHidden ? { customer: { ...customer, ...addressesOf(order) } } : {}
}

const labels: Readonly<Record<string, string>> = {
  REFUSED: 'Refused by the seller',
  ACCEPTANCE_TIMEOUT: 'Not accepted in time',
  AUTO_RECEIVED: 'Received automatically',
  AUTO_CLOSED: 'Closed automatically',
}

const because = (reason: string): WireObject => ({
  order_state_reason_code: reason,
  order_state_reason_label: labels[reason] ?? reason,
})

const turnedDown = (order: Order, ids: readonly string[], reason: string, at: number): Order =>
  withLines(order, ids, (line) => ({
    ...touched(line, at),
    order_line_state: 'REFUSED',
    order_line_state_reason_code: reason,
    order_line_state_reason_label: labels[reason] ?? reason,
  }))

export const refuseBySeller: Progress = (order, { at }) => ({
  ...settled(turnedDown(order, activeIds(order), 'REFUSED', at), at),
  ...because('REFUSED'),
  acceptance_decision_date: wireDate(at),
})

export const timeOut: Progress = (order, { at }) => ({
  ...settled(turnedDown(order, activeIds(order), 'ACCEPTANCE_TIMEOUT', at), at),
  ...because('ACCEPTANCE_TIMEOUT'),
})

export const beginDebit: Progress = (order, { at }) => settled(allMoved(order, 'WAITING_DEBIT_PAYMENT', at), at)

/** Sends the order on to its seller, unless it is one that is paid later. */
export const payDebit: Progress = (order, { at }) => {
  const isWaiting = order.order_state === 'WAITING_DEBIT_PAYMENT'
  const sent = isWaiting ? allMoved(order, 'SHIPPING', at) : order
  const paid = withLines(sent, activeIds(sent), (line) => ({ ...touched(line, at), debited_date: wireDate(at) }))
  const debited = {
    customer_debited_date: wireDate(at),
    transaction_date: wireDate(at),
    transaction_number: `TR-${textOf(order, 'commercial_id')}`,
  }
  return settled({ ...paid, ...debited }, at)
}

export const mayBeDebited = (order: Order): boolean =>
  order.order_state === 'WAITING_DEBIT_PAYMENT' || (isPaidLater(order) && !isDebited(order))

export const refuseDebit: Progress = (order, { at }) =>
  settled(canceledIn(order, activeIds(order), { reason: '21', at }), at)

export const addTracking: Progress = (order, doing) => settled(tracked(order, doing), doing.at)

const tracked = (order: Order, { carrier = 'UPS', tracking }: Doing): Order => {
  const number = tracking ?? `1Z${order.order_id.replaceAll(/\W/g, '')}`
  return {
    ...order,
    shipping_company: carrier,
    shipping_carrier_code: carrier.toUpperCase(),
    shipping_carrier_standard_code: carrier.toLowerCase(),
    shipping_tracking: number,
    shipping_tracking_url: `https://tracking.example.com/${encodeURIComponent(number)}`,
  }
}

/** A carrier is known once the parcel is handed over. */
export const ship: Progress = (order, doing) => {
  const isUntracked = textOf(order, 'shipping_tracking') === '' || doing.tracking !== undefined
  return settled(moved(isUntracked ? tracked(order, doing) : order, doing.targets, 'SHIPPED', doing.at), doing.at)
}

export const makeCollectable: Progress = (order, { at }) => settled(allMoved(order, 'TO_COLLECT', at), at)

export const receive: Progress = (order, { at }) => settled(allMoved(order, 'RECEIVED', at), at)

export const autoReceive: Progress = (order, doing) => ({ ...receive(order, doing), ...because('AUTO_RECEIVED') })

export const autoClose: Progress = (order, { at }) => ({
  ...settled(allMoved(order, 'CLOSED', at), at),
  ...because('AUTO_CLOSED'),
})
