import { untoldIncident } from './acts/incidents.js'
import { isOrder, type Order } from './acts/order.js'
import { frameAt } from './story.js'
import { asObject, chanceOf, listOf, objectOf, textOf } from './wire.js'
import type { Frame, Marketplace, WireObject } from './world.js'

/**
 * OR61 objects for what the story shows of incidents up to a step. Its orders tell only which lines are in one, so an
 * incident begins where a line is first seen in it and ends where it is first seen out of it, each at the update date of
 * the line; who closed it and why is made up, always the same way.
 */
export const storyIncidents = (marketplace: Marketplace, step: number): readonly WireObject[] => {
  const steps = Math.min(step + 1, marketplace.frames.length)
  const frames = Array.from({ length: steps }, (_, at) => frameAt(marketplace, at))
  const { open, closed } = frames.reduce(afterFrame, { open: new Map(), closed: [] })
  return [...closed, ...open.values()]
}

interface Known {
  /** By order line. */
  readonly open: ReadonlyMap<string, WireObject>
  readonly closed: readonly WireObject[]
}

const afterFrame = (before: Known, { orders }: Frame): Known => {
  const open = new Map(before.open)
  const closed = [...before.closed]
  const isAffected = (order: WireObject): boolean => order['has_incident'] === true || openIn(order, before).length > 0
  for (const order of orders.filter(isAffected).filter(isOrder)) {
    for (const { line, id, incident } of linesSeen(order, before)) {
      const isOpen = textOf(line, 'order_line_state') === 'INCIDENT_OPEN'
      if (isOpen) open.set(id, incident === undefined ? untoldIncident(order, id) : goneOn(incident, line))
      else if (incident !== undefined) {
        open.delete(id)
        closed.push(closedBy(incident, line))
      }
    }
  }
  return { open, closed }
}

const openIn = (order: WireObject, { open }: Known): readonly WireObject[] =>
  listOf(order, 'order_lines')
    .map(asObject)
    .filter((line) => open.has(textOf(line, 'order_line_id')))

const linesSeen = (order: Order, { open }: Known) =>
  order.order_lines.map((line) => ({ line, id: line.order_line_id, incident: open.get(line.order_line_id) }))

/** Whoever touches a line in an incident answers it. */
const goneOn = (incident: WireObject, line: WireObject): WireObject => {
  const date = textOf(line, 'last_updated_date')
  if (date === textOf(objectOf(incident, 'last_action'), 'date')) return incident
  return { ...incident, status: 'IN_PROGRESS', last_action: { date, user_type: 'SHOP' } }
}

const closedBy = (incident: WireObject, line: WireObject): WireObject => {
  const date = textOf(line, 'last_updated_date')
  const isAgreed = chanceOf(`${textOf(incident, 'incident_id')} closed`) < 0.5
  const by = isAgreed ? 'OPERATOR' : 'CUSTOMER'
  return {
    ...incident,
    status: 'CLOSED',
    closing_information: { date, closing_reason_code: isAgreed ? '16' : '15', user_type: by },
    last_action: { date, user_type: by },
  }
}
