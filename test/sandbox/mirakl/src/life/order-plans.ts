import type { Dossier, Order } from '../acts/order.js'
import { isDebited, isPaidLater } from '../acts/states.js'
import { instantOf, textOf } from '../wire.js'
import { between, day, drawn, hour, minute, type Plan } from './plan.js'

type Wait = readonly [act: string, least: number, most: number]

/** Who decides between what, how often in a hundred times, and how long each takes. */
const decisions: Readonly<Record<string, readonly (readonly [share: number, wait: Wait])[]>> = {
  STAGING: [
    [0.95, ['validate', 2 * minute, hour]],
    [0.05, ['cancel', hour, 6 * hour]],
  ],
  WAITING_ACCEPTANCE: [
    [0.14, ['auto-accept', 0, minute]],
    [0.77, ['accept', 5 * minute, 8 * hour]],
    [0.04, ['refuse', hour, 10 * hour]],
    [0.03, ['time-out-acceptance', 2 * day, 2 * day + hour]],
    [0.02, ['cancel', 10 * minute, 2 * hour]],
  ],
  WAITING_DEBIT: [[1, ['begin-debit', minute, 10 * minute]]],
  WAITING_DEBIT_PAYMENT: [
    [0.97, ['pay-debit', minute, 45 * minute]],
    [0.03, ['refuse-debit', day, 3 * day]],
  ],
  SHIPPED: [
    [0.08, ['to-collect', 12 * hour, 2 * day]],
    [0.62, ['receive', day, 4 * day]],
    [0.3, ['auto-receive', 7 * day, 7 * day + hour]],
  ],
  TO_COLLECT: [[1, ['receive', 2 * hour, 3 * day]]],
  RECEIVED: [[1, ['close', 14 * day, 21 * day]]],
}

/** What moves the order as a whole. */
export const orderPlans = ({ order }: Dossier): readonly Plan[] => [
  ...decided(order),
  ...shippingPlans(order),
  ...(isPaidLater(order) && !isDebited(order) ? [late(order)] : []),
]

/** Drawn by the state alone, so that a decision is not made anew whenever something else befalls the order. */
const decided = (order: Order): readonly Plan[] => {
  const { order_id: id, order_state: state } = order
  const wait = drawn(`${id} ${state}`, decisions[state] ?? [])
  if (wait === undefined) return []
  const [act, least, most] = wait
  const lines = act === 'accept' ? someRefused(order) : undefined
  return [
    {
      deed: { act, ...(lines && { lines: [...lines] }) },
      from: reached(order),
      afterMs: between(`${id} ${state} wait`, least, most),
    },
  ]
}

/** Of orders of several lines, one in twelve is accepted but for one. */
const someRefused = ({ order_id: id, order_lines: lines }: Order): readonly string[] | undefined => {
  const ids = lines.map((line) => line.order_line_id)
  return ids.length > 1 && between(`${id} in part`, 0, 12) < 1 ? ids.slice(0, -1) : undefined
}

/** When it came to where it stands, as far as it tells. */
const reached = (order: Order): number => {
  const dates = order.order_lines.flatMap((line) => {
    if (order.order_state === 'RECEIVED') return [instantOf(line, 'received_date')]
    return order.order_state === 'SHIPPED' ? [instantOf(line, 'shipped_date')] : []
  })
  const known = dates.filter((date) => !Number.isNaN(date))
  return known.length > 0 ? Math.max(...known) : instantOf(order, 'last_updated_date')
}

/** A number of a carrier comes before most parcels, and one order in seven is sent line by line. */
const shippingPlans = (order: Order): readonly Plan[] => {
  if (order.order_state !== 'SHIPPING') return []
  const id = order.order_id
  const from = instantOf(order, 'last_updated_date')
  const waiting = order.order_lines.filter((line) => line.order_line_state === 'SHIPPING')
  const [first] = waiting
  if (first === undefined) return [{ deed: { act: 'close' }, from, afterMs: day }]
  if (between(`${first.order_line_id} canceled`, 0, 100) < 3)
    return [{ deed: { act: 'cancel', line: first.order_line_id, reason: '21' }, from, afterMs: 3 * hour }]
  const isAnnounced = textOf(order, 'shipping_tracking') !== '' || between(`${id} announced`, 0, 3) < 1
  if (!isAnnounced)
    return [{ deed: { act: 'add-tracking' }, from, afterMs: between(`${id} tracking`, hour, 20 * hour) }]
  const isPiecemeal = waiting.length > 1 && between(`${id} piecemeal`, 0, 7) < 1
  const lines = isPiecemeal ? [first.order_line_id] : waiting.map((line) => line.order_line_id)
  return [
    { deed: { act: 'ship', lines }, from, afterMs: between(`${id} ship ${String(waiting.length)}`, hour, 2 * day) },
  ]
}

const late = (order: Order): Plan => ({
  deed: { act: 'pay-debit' },
  from: reached(order),
  afterMs: between(`${order.order_id} pays`, 5 * day, 14 * day),
})
