import type { Order, Return } from './order.js'

export const disputeSigns = ['has-incident', 'line-in-incident', 'refund-under-way', 'return-open'] as const
/** What tells that a customer and a seller are not at peace over an order. */
export type DisputeSign = (typeof disputeSigns)[number]

const endedReturns = new Set(['CLOSED', 'CANCELED', 'REFUSED'])

/** Every sign of a dispute; none means peace. The order's own state never tells of an incident, so lines are read. */
export const disputeOf = (order: Order, returns: readonly Return[]): readonly DisputeSign[] => {
  const holds: Record<DisputeSign, boolean> = {
    'has-incident': order.hasIncident === true,
    'line-in-incident': order.lines.some(({ state }) => state === 'INCIDENT_OPEN'),
    'refund-under-way': order.lines.some(({ refunds }) => refunds.some(({ state }) => state !== 'REFUNDED')),
    'return-open': returns.some(({ state }) => !endedReturns.has(state)),
  }
  return disputeSigns.filter((sign) => holds[sign])
}

const orderStates = new Set([
  'STAGING',
  'WAITING_ACCEPTANCE',
  'WAITING_DEBIT',
  'WAITING_DEBIT_PAYMENT',
  'SHIPPING',
  'SHIPPED',
  'TO_COLLECT',
  'RECEIVED',
  'CLOSED',
  'REFUSED',
  'CANCELED',
  'WAITING_REFUND',
  'WAITING_REFUND_PAYMENT',
])
const lineStates = new Set([...orderStates, 'INCIDENT_OPEN', 'REFUNDED'])

/** States of the order and its lines that no document names: kept, and counted as not fine. */
export const unknownStatesOf = (order: Order): readonly string[] => [
  ...(orderStates.has(order.state) ? [] : [order.state]),
  ...order.lines.map(({ state }) => state).filter((state) => !lineStates.has(state)),
]
