import type { Instant } from '@concord/domain'
import type { z } from 'zod'
import { faultsOf, idIn, type Refused } from './parsed.js'
import { id, instant, lenient, shape, text } from './wire.js'

/** Something somebody did to an incident. */
export interface IncidentAct {
  readonly at: Instant
  /** OPERATOR, CUSTOMER, SHOP or whatever may come. */
  readonly by?: string | undefined
  /** A code of RE01, which every operator chooses freely. */
  readonly reasonCode?: string | undefined
}

/** An incident (OR61) on one order line. */
export interface Incident {
  readonly id: string
  readonly orderId: string
  readonly orderLineId: string
  /** NEW, IN_PROGRESS, RESOLVED (says the seller), DISPUTED, CLOSED or whatever may come. */
  readonly status: string
  readonly opened: IncidentAct
  readonly closed?: IncidentAct | undefined
  readonly lastActed?: IncidentAct | undefined
}

const act = { date: instant, user_type: lenient(text) }

const IncidentShape = shape({
  incident_id: id,
  order_id: id,
  order_line_id: id,
  status: text,
  opening_information: shape({ ...act, opening_reason_code: lenient(id) }),
  closing_information: lenient(shape({ ...act, closing_reason_code: lenient(id) })),
  last_action: lenient(shape(act)),
})

export type ParsedIncident = { readonly ok: true; readonly incident: Incident } | Refused

/** An OR61 incident in Concord's words, or every fault in it. */
export const parseIncident = (raw: unknown): ParsedIncident => {
  const parsed = IncidentShape.safeParse(raw)
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error), id: idIn(raw, 'incident_id') }
  return { ok: true, incident: toIncident(parsed.data) }
}

const toIncident = (wire: z.output<typeof IncidentShape>): Incident => {
  const { opening_information: opening, closing_information: closing } = wire
  return {
    id: wire.incident_id,
    orderId: wire.order_id,
    orderLineId: wire.order_line_id,
    status: wire.status,
    opened: toAct(opening, opening.opening_reason_code),
    closed: closing && toAct(closing, closing.closing_reason_code),
    lastActed: wire.last_action && toAct(wire.last_action),
  }
}

const toAct = (wire: { date: Instant; user_type?: string | undefined }, reasonCode?: string): IncidentAct => ({
  at: wire.date,
  by: wire.user_type,
  reasonCode,
})
