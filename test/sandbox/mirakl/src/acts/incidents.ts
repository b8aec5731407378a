import { Problem } from '../problem.js'
import { labelOf } from '../reference-data.js'
import { objectOf, textOf, uuidOf } from '../wire.js'
import type { WireObject } from '../world.js'
import { wireDate } from './dates.js'
import type { Doing } from './deed.js'
import type { Dossier, Order } from './order.js'
import { settled, touched, withLines } from './settle.js'
import { restingStateOf } from './states.js'

const isOpenOn =
  (line: string) =>
  (incident: WireObject): boolean =>
    textOf(incident, 'order_line_id') === line && textOf(incident, 'status') !== 'CLOSED'

/** The lines in an incident of one of `statuses`; an incident nobody kept a record of counts as new. */
export const linesInIncident = ({ order, incidents }: Dossier, statuses: readonly string[]): readonly string[] =>
  order.order_lines
    .filter(({ order_line_state: state }) => state === 'INCIDENT_OPEN')
    .map((line) => line.order_line_id)
    .filter((id) => statuses.includes(textOf(incidents.find(isOpenOn(id)) ?? { status: 'NEW' }, 'status')))

export const openIncident = (dossier: Dossier, doing: Doing): Dossier => {
  const { at, targets, reason = '1', by = 'CUSTOMER' } = doing
  const label = labelOf('INCIDENT_OPEN', reason)
  if (label === undefined) throw new Problem(400, `There is no reason '${reason}' to open an incident`)
  const order = withLines(dossier.order, targets, (line) => ({
    ...touched(line, at),
    order_line_state: 'INCIDENT_OPEN',
    order_line_state_reason_code: reason,
    order_line_state_reason_label: label,
  }))
  const opened = targets.map((line) => incidentOn(dossier.order, line, { at, reason, by }))
  return { ...dossier, order: settled(order, at), incidents: [...dossier.incidents, ...opened] }
}

interface Opening {
  readonly at: number
  readonly reason: string
  readonly by: string
}

const incidentOn = (order: Order, line: string, { at, reason, by }: Opening): WireObject => ({
  incident_id: uuidOf(`${line} incident ${String(at)}`),
  order_id: order.order_id,
  order_line_id: line,
  status: 'NEW',
  channel: order['channel'] ?? null,
  opening_information: { date: wireDate(at), opening_reason_code: reason, user_type: by },
  closing_information: null,
  last_action: { date: wireDate(at), user_type: by },
})

/** Somebody moves an incident on; OR11 shows no more of it than a new update date. */
export const moveIncident =
  (status: string, actor: string) =>
  (dossier: Dossier, { at, targets }: Doing): Dossier => {
    const order = withLines(dossier.order, targets, (line) => touched(line, at))
    const change = { status, last_action: { date: wireDate(at), user_type: actor } }
    return { ...withIncidents(dossier, targets, change), order: settled(order, at) }
  }

/** Where an incident is on record it is changed; where not, it is recorded as its line tells of it. */
const withIncidents = (dossier: Dossier, lines: readonly string[], change: WireObject): Dossier => {
  const before = lines.map((id) => dossier.incidents.find(isOpenOn(id)) ?? untoldIncident(dossier.order, id))
  const others = dossier.incidents.filter((incident) => !before.includes(incident))
  return { ...dossier, incidents: [...others, ...before.map((incident) => ({ ...incident, ...change }))] }
}

/** The incident of a line as the line alone tells of it. */
export const untoldIncident = (order: Order, id: string): WireObject => {
  const line = order.order_lines.find((each) => each.order_line_id === id) ?? {}
  const at = Date.parse(textOf(line, 'last_updated_date'))
  return incidentOn(order, id, { at, reason: textOf(line, 'order_line_state_reason_code') || '1', by: 'CUSTOMER' })
}

/** The line is what it was, and nothing in the order tells of the incident any more. */
export const closeIncident = (dossier: Dossier, { at, targets, reason, by = 'OPERATOR' }: Doing): Dossier => {
  const isResolved = targets.every((id) => linesInIncident(dossier, ['RESOLVED']).includes(id))
  if (reason === undefined && !isResolved)
    throw new Problem(400, 'A reason is required unless the shop has marked the incident as resolved')
  if (reason !== undefined && labelOf('INCIDENT_CLOSE', reason) === undefined)
    throw new Problem(400, `There is no reason '${reason}' to close an incident`)
  const order = withLines(dossier.order, targets, (line) => ({
    ...touched(line, at),
    order_line_state: restingStateOf(dossier.order, line),
    order_line_state_reason_code: null,
    order_line_state_reason_label: null,
  }))
  const date = wireDate(at)
  const closed = {
    status: 'CLOSED',
    closing_information: { date, closing_reason_code: reason ?? '15', user_type: by },
    last_action: { date, user_type: by },
  }
  return { ...withIncidents(dossier, targets, closed), order: settled(order, at) }
}

/** When somebody last moved the incident of a line. */
export const lastMoveOf = ({ incidents }: Dossier, line: string): string =>
  textOf(objectOf(incidents.find(isOpenOn(line)) ?? {}, 'last_action'), 'date')
