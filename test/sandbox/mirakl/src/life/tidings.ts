import type { Line, Order } from '../acts/order.js'
import { chanceOf, textOf } from '../wire.js'
import type { Json, WireObject } from '../world.js'

/** An order that changed, or came new. */
export interface Change {
  readonly at: number
  readonly before: Order | undefined
  readonly after: Order
}

export interface Tidings {
  /** Bodies of webhooks. */
  readonly webhooks: readonly WireObject[]
  /** Orders that a relay posts whole. */
  readonly relayed: readonly WireObject[]
}

/** Most changes are told by webhook, some relayed, a quarter by nobody, so that only a poll finds them. */
export const tidingsOf = (changes: readonly Change[]): Tidings => {
  const inTime = [...changes].sort((left, right) => left.at - right.at)
  const told = inTime.map((change) => ({ change, by: teller(change) }))
  return {
    webhooks: bundled(told.filter(({ by }) => by === 'webhook').map(({ change }) => payloadOf(change))).map(body),
    relayed: told.filter(({ by }) => by === 'relay').map(({ change }) => change.after),
  }
}

const teller = ({ at, after }: Change): 'webhook' | 'relay' | 'nobody' => {
  const chance = chanceOf(`${after.order_id} told ${String(at)}`)
  if (chance < 0.25) return 'nobody'
  return chance < 0.375 ? 'relay' : 'webhook'
}

/** Told for certain, and alone. */
export const webhookOf = (change: Change): WireObject => body([payloadOf(change)])

const body = (payload: readonly Json[]): WireObject => ({ event_type: 'ORDER', payload })

/** Two orders in every other webhook, one in the others. */
const bundled = (payloads: readonly WireObject[]): readonly (readonly WireObject[])[] =>
  payloads.flatMap((payload, index) => {
    if (index % 3 === 1) return []
    const next = payloads[index + 1]
    return [index % 3 === 0 && next !== undefined ? [payload, next] : [payload]]
  })

/** Of a new order the webhook names no change, since nobody has seen how such a change looks. */
const payloadOf = ({ before, after }: Change): WireObject => ({
  id: after.order_id,
  type: 'UPDATE',
  details: { changes: before === undefined ? [] : [...stateChanges(before, after), ...shipmentChanges(before, after)] },
})

const stateChanges = (before: Order, after: Order): readonly WireObject[] => {
  if (before.order_state !== after.order_state)
    return [{ field: 'STATE', from: before.order_state, to: after.order_state }]
  return after.order_lines.flatMap((line, index) => {
    const from = before.order_lines[index]?.order_line_state ?? line.order_line_state
    const to = line.order_line_state
    return from === to ? [] : [{ field: 'ORDER_LINE_STATE', order_line_id: line.order_line_id, from, to }]
  })
}

const isSent = (line: Line | undefined): boolean => line !== undefined && textOf(line, 'shipped_date') !== ''

/** A parcel that is handed over, or that got its number. */
const shipmentChanges = (before: Order, after: Order): readonly WireObject[] => {
  const sent = after.order_lines.filter((line, index) => isSent(line) && !isSent(before.order_lines[index]))
  const isTracked = textOf(before, 'shipping_tracking') !== textOf(after, 'shipping_tracking')
  if (sent.length === 0 && !isTracked) return []
  const shipment_lines = sent.map(({ order_line_id, quantity }) => ({ order_line_id, quantity }))
  const to = { status: sent.length > 0 ? 'SHIPPED' : 'SHIPPING', tracking: trackingOf(after), shipment_lines }
  return [{ field: 'SHIPMENTS', from: { status: 'SHIPPING', tracking: trackingOf(before) }, to }]
}

const trackingOf = (order: Order): WireObject => ({
  carrier_code: order['shipping_carrier_code'] ?? null,
  carrier_name: order['shipping_company'] ?? null,
  tracking_number: order['shipping_tracking'] ?? null,
})
