import type { Order, Return } from './order.js'

export const disputeSigns = ['has-incident', 'line-in-incident', 'refund-under-way', 'return-open'] as const
/** What tells that a customer and a seller are not at peace over an order. */
export type DisputeSign = (typeof disputeSigns)[number]

const endedReturns = new Set(['CLOSED', 'CANCELED', 'REFUSED'])
/** Deprecated, and still documented: money is on its way back, whatever the refunds themselves say. */
const refundingStates = new Set(['WAITING_REFUND', 'WAITING_REFUND_PAYMENT'])

/** Every sign of a dispute; none means peace. The order's own state never tells of an incident, so lines are read. */
export const disputeOf = (order: Order, returns: readonly Return[]): readonly DisputeSign[] => {
  const holds: Record<DisputeSign, boolean> = {
    'has-incident': order.hasIncident === true,
    'line-in-incident': order.lines.some(isInIncident),
    'refund-under-way':
      [order, ...order.lines].some(({ state }) => refundingStates.has(state)) ||
      order.lines.some(({ refunds }) => refunds.some(({ state }) => state !== 'REFUNDED')),
    'return-open': returns.some((returned) => !hasEnded(returned)),
  }
  return disputeSigns.filter((sign) => holds[sign])
}

export const isInIncident = ({ state }: { readonly state: string }): boolean => state === 'INCIDENT_OPEN'

export const hasEnded = ({ state }: Return): boolean => endedReturns.has(state)

/** What the documents name (operator's OR11 and RT11, enums); anything else may appear at any time. */
const known = {
  order: new Set([
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
    ...refundingStates,
  ]),
  refund: new Set(['WAITING_REFUND_TAX_CONFIRMATION', 'WAITING_REFUND', 'WAITING_REFUND_PAYMENT', 'REFUNDED']),
  return: new Set([...endedReturns, 'WAITING_ACCEPTANCE', 'IN_PROGRESS', 'RECEIVED', 'NO_RECEPTION']),
  taxMode: new Set(['TAX_INCLUDED', 'TAX_EXCLUDED']),
}
const lineStates = new Set([...known.order, 'INCIDENT_OPEN', 'REFUNDED'])

export const isKnownState = ({ state }: Order): boolean => known.order.has(state)

export const isKnownReturnState = ({ state }: Return): boolean => known.return.has(state)

/** States and other enum values of an order and its returns that no document names: kept, and counted as not fine. */
export const unknownStatesOf = (order: Order, returns: readonly Return[] = []): readonly string[] => {
  const strange = (values: readonly string[], names: ReadonlySet<string>) => values.filter((value) => !names.has(value))
  const states = (all: readonly { readonly state: string }[]) => all.map(({ state }) => state)
  return [
    ...strange([order.state], known.order),
    ...strange(states(order.lines), lineStates),
    ...strange(states(order.lines.flatMap(({ refunds }) => refunds)), known.refund),
    ...strange(states(returns), known.return),
    ...strange([order.taxMode], known.taxMode),
  ]
}
