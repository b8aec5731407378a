import type { Return } from '@concord/domain'
import { faultsOf, idIn, type Refused } from './parsed.js'
import { count, id, instant, lenient, listOrEmpty, shape, text } from './wire.js'

const ReturnShape = shape({
  id,
  order_id: id,
  state: text,
  date_created: instant,
  last_updated: instant,
  reason_code: lenient(text),
  return_lines: listOrEmpty(shape({ order_line_id: id, quantity: count })),
})

export type ParsedReturn = { readonly ok: true; readonly return: Return } | Refused

/** An RT11 return in Concord's words, or every fault in it. Address, label and documents are dropped at the door. */
export const parseReturn = (raw: unknown): ParsedReturn => {
  const parsed = ReturnShape.safeParse(raw)
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error), id: idIn(raw, 'id') }
  const wire = parsed.data
  return {
    ok: true,
    return: {
      id: wire.id,
      orderId: wire.order_id,
      state: wire.state,
      createdAt: wire.date_created,
      updatedAt: wire.last_updated,
      reasonCode: wire.reason_code,
      lines: wire.return_lines.map((line) => ({ orderLineId: line.order_line_id, quantity: line.quantity })),
    },
  }
}
