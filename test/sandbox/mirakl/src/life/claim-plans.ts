import { lineOf } from '../acts/returns.js'
import type { Dossier, Line } from '../acts/order.js'
import { lastMoveOf } from '../acts/incidents.js'
import { amountOf, cents } from '../acts/amounts.js'
import { instantOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { between, day, drawn, hour, minute, type Plan } from './plan.js'

/** What goes wrong, and what is done about it: incidents, returns, refunds. */
export const claimPlans = (dossier: Dossier): readonly Plan[] => [
  ...dossier.order.order_lines.flatMap((line) => [
    ...complaint(dossier, line),
    ...incidentPlans(dossier, line),
    ...returnPlans(dossier, line),
    ...refundPlans(dossier, line),
    ...paybacks(line),
  ]),
  ...dossier.returns.flatMap(returnMoves),
]

const handed = (line: Line): number => instantOf(line, 'received_date') || instantOf(line, 'shipped_date')

/** Four lines in a hundred get into an incident, and none twice. */
const complaint = ({ incidents }: Dossier, line: Line): readonly Plan[] => {
  const id = line.order_line_id
  const isKnown = incidents.some((incident) => textOf(incident, 'order_line_id') === id)
  if (isKnown || Number.isNaN(handed(line)) || between(`${id} complains`, 0, 100) >= 4) return []
  const reason = between(`${id} reason`, 0, 2) < 1 ? '1' : '13'
  const deed = { act: 'open-incident', line: id, reason }
  return [{ deed, from: handed(line), afterMs: between(`${id} complaint`, 4 * hour, 6 * day) }]
}

type Wait = readonly [act: string, least: number, most: number, reason?: string]

/** By the status of an incident: who moves it on, how often in a hundred times, and how long it takes. */
const incidentMoves: Readonly<Record<string, readonly (readonly [share: number, wait: Wait])[]>> = {
  NEW: [
    [0.7, ['answer-incident', hour, day]],
    [0.2, ['resolve-incident', hour, 2 * day]],
    [0.1, ['close-incident', hour, 2 * day, '15']],
  ],
  IN_PROGRESS: [
    [0.8, ['resolve-incident', 6 * hour, 3 * day]],
    [0.2, ['close-incident', day, 4 * day, '16']],
  ],
  RESOLVED: [
    [0.1, ['dispute-incident', hour, day]],
    [0.9, ['close-incident', day, 5 * day]],
  ],
  DISPUTED: [[1, ['close-incident', day, 5 * day, '16']]],
}

const incidentPlans = (dossier: Dossier, line: Line): readonly Plan[] => {
  if (line.order_line_state !== 'INCIDENT_OPEN') return []
  const id = line.order_line_id
  const open = dossier.incidents.find((each) => textOf(each, 'order_line_id') === id && each['status'] !== 'CLOSED')
  const status = textOf(open ?? {}, 'status') || 'NEW'
  const wait = drawn(`${id} incident ${status}`, incidentMoves[status] ?? [])
  if (wait === undefined) return []
  const [act, least, most, reason] = wait
  const from = Date.parse(lastMoveOf(dossier, id)) || instantOf(line, 'last_updated_date')
  const deed = { act, line: id, ...(reason !== undefined && { reason }) }
  return [{ deed, from, afterMs: between(`${id} incident ${status} wait`, least, most) }]
}

const returnReasons: readonly (readonly [number, string])[] = [
  [0.5, 'RETURN_CHANGED_MIND'],
  [0.2, 'RETURN_BROKEN_ITEM'],
  [0.2, 'RETURN_DEFECTIVE_ITEM'],
  [0.1, 'RETURN_MISSING_ITEM'],
]

/** Six lines in a hundred are sent back, and none twice. */
const returnPlans = ({ returns }: Dossier, line: Line): readonly Plan[] => {
  const id = line.order_line_id
  if (returns.some((each) => lineOf(each) === id) || between(`${id} returns`, 0, 100) >= 6) return []
  const reason = drawn(`${id} return reason`, returnReasons)
  const deed = { act: 'open-return', line: id, ...(reason !== undefined && { reason }) }
  return [{ deed, from: handed(line), afterMs: between(`${id} return`, day, 7 * day) }]
}

const returnSteps: Readonly<Record<string, readonly (readonly [share: number, wait: Wait])[]>> = {
  WAITING_ACCEPTANCE: [
    [0.85, ['accept-return', hour, day]],
    [0.1, ['refuse-return', hour, day]],
    [0.05, ['cancel-return', hour, 2 * day]],
  ],
  IN_PROGRESS: [
    [0.95, ['receive-return', 2 * day, 6 * day]],
    [0.05, ['miss-return', 10 * day, 14 * day]],
  ],
  RECEIVED: [[1, ['close-return', hour, 2 * day]]],
  NO_RECEPTION: [[1, ['close-return', day, 5 * day]]],
}

const returnMoves = (each: WireObject): readonly Plan[] => {
  const id = textOf(each, 'id')
  const state = textOf(each, 'state')
  const wait = drawn(`${id} ${state}`, returnSteps[state] ?? [])
  if (wait === undefined) return []
  const [act, least, most] = wait
  return [
    {
      deed: { act, return: id },
      from: instantOf(each, 'last_updated'),
      afterMs: between(`${id} ${state} wait`, least, most),
    },
  ]
}

/** A return that came back is paid for, half of the incidents are, and two lines in a hundred for no reason told. */
const refundPlans = ({ returns, incidents }: Dossier, line: Line): readonly Plan[] => {
  const id = line.order_line_id
  if (line.refunds.length > 0) return []
  const cameBack = returns.find((each) => lineOf(each) === id && ['RECEIVED', 'CLOSED'].includes(textOf(each, 'state')))
  const wasInIncident = incidents.some((incident) => textOf(incident, 'order_line_id') === id)
  const share = wasInIncident ? 50 : 2
  if (cameBack === undefined && between(`${id} refunded`, 0, 100) >= share) return []
  const from = cameBack === undefined ? instantOf(line, 'last_updated_date') : instantOf(cameBack, 'last_updated')
  const afterMs = between(`${id} refund`, 2 * hour, 3 * day)
  return Number.isNaN(handed(line)) ? [] : [{ deed: refundDeed(line, cameBack !== undefined), from, afterMs }]
}

/** All of it for what came back; else a third of the price for one in two. */
const refundDeed = (line: Line, isWhole: boolean): Plan['deed'] => {
  const whole = { act: 'request-refund', line: line.order_line_id, reason: '34' }
  const third = Math.round(cents(line.price) / 3)
  const isPartial = !isWhole && third > 0 && between(`${line.order_line_id} in part`, 0, 2) < 1
  return isPartial ? { ...whole, amount: amountOf(third) } : whole
}

const refundMoves: Readonly<Record<string, Wait>> = {
  WAITING_REFUND_TAX_CONFIRMATION: ['confirm-refund-taxes', hour, 6 * hour],
  WAITING_REFUND: ['hand-over-refund', 5 * minute, hour],
  WAITING_REFUND_PAYMENT: ['pay-refund', 10 * minute, day],
}

const paybacks = (line: Line): readonly Plan[] =>
  line.refunds.flatMap(({ id, refund_state: state }) => {
    const wait = refundMoves[state]
    if (wait === undefined) return []
    const [act, least, most] = wait
    const afterMs = between(`${line.order_line_id} ${id} ${state}`, least, most)
    return [{ deed: { act, refund: id }, from: instantOf(line, 'last_updated_date'), afterMs }]
  })
