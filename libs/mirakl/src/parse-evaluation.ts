import type { Decimal, Instant } from '@concord/domain'
import type { z } from 'zod'
import { faultsOf, type Refused } from './parsed.js'
import { amount, id, instant, lenient, listOrEmpty, shape, text, truth } from './wire.js'

/** What a customer says of an order (OR51, S03). The customer's name is dropped at the door. */
export interface Evaluation {
  readonly customerId?: string | undefined
  /** 0 to 5. */
  readonly grade: Decimal
  readonly comment?: string | undefined
  readonly isVisible?: boolean | undefined
  readonly createdAt: Instant
  readonly updatedAt?: Instant | undefined
  readonly assessments: readonly Assessment[]
  readonly reply?: Reply | undefined
  /** What is rated, where a list over several says so (S03). */
  readonly subject?: { readonly id: string; readonly type?: string | undefined } | undefined
}

/** An answer to one of the operator's own questions: 0 to 5, or `true` or `false`. */
export interface Assessment {
  readonly code: string
  readonly label?: string | undefined
  readonly response: string
}

interface Reply {
  readonly comment: string
  readonly at?: Instant | undefined
  /** SHOP, OPERATOR or whatever may come. */
  readonly by?: string | undefined
}

const EvaluationShape = shape({
  customer_id: lenient(id),
  grade: amount,
  comment: lenient(text),
  visible: lenient(truth),
  date: instant,
  last_updated_date: lenient(instant),
  assessments: listOrEmpty(shape({ code: id, label: lenient(text), response: id })),
  reply: lenient(shape({ comment: text, date: lenient(instant), type: lenient(text) })),
  entity: lenient(shape({ id, type: lenient(text) })),
})

export type ParsedEvaluation = { readonly ok: true; readonly evaluation: Evaluation } | Refused

/** An evaluation in Concord's words, or every fault in it. It has no id of its own. */
export const parseEvaluation = (raw: unknown): ParsedEvaluation => {
  const parsed = EvaluationShape.safeParse(raw)
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error) }
  return { ok: true, evaluation: toEvaluation(parsed.data) }
}

const toEvaluation = ({ reply, entity, ...wire }: z.output<typeof EvaluationShape>): Evaluation => ({
  customerId: wire.customer_id,
  grade: wire.grade,
  comment: wire.comment,
  isVisible: wire.visible,
  createdAt: wire.date,
  updatedAt: wire.last_updated_date,
  assessments: wire.assessments,
  reply: reply && { comment: reply.comment, at: reply.date, by: reply.type },
  subject: entity,
})
