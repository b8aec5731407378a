import { wireDate } from './acts/dates.js'
import { linesOf } from './order-tests.js'
import { chanceOf, instantOf, objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

const hour = 3_600_000
const day = 24 * hour

/**
 * How a customer found an order, as OR51 gives it: the same for the same order, always. Two in five customers say
 * something, from one to ten days after all of it was received.
 *
 * @returns undefined where nobody has evaluated the order by `now`, or may
 */
export const evaluationOf = (order: WireObject, now: number): WireObject | undefined => {
  const id = textOf(order, 'order_id')
  const at = evaluatedAt(order)
  if (at === undefined || at > now) return undefined
  const customer = objectOf(order, 'customer')
  const grade = gradeOf(id)
  const date = wireDate(at)
  return {
    customer_id: textOf(customer, 'customer_id'),
    firstname: textOf(customer, 'firstname'),
    lastname: textOf(customer, 'lastname'),
    grade,
    ...(chanceOf(`${id} comment`) < 0.6 && { comment: comments[grade] ?? '' }),
    visible: chanceOf(`${id} hidden`) >= 0.05,
    date,
    last_updated_date: date,
    assessments: assessmentsOf(id, grade),
    ...replyTo(id, at, now),
  }
}

const evaluatedAt = (order: WireObject): number | undefined => {
  const id = textOf(order, 'order_id')
  const isReceived = ['RECEIVED', 'CLOSED'].includes(textOf(order, 'order_state')) && order['can_evaluate'] === true
  const dates = linesOf(order).map((line) => instantOf(line, 'received_date'))
  const received = Math.max(...dates.filter((date) => !Number.isNaN(date)))
  if (!isReceived || !Number.isFinite(received) || chanceOf(`${id} evaluates`) >= 0.4) return undefined
  return received + day + Math.floor(chanceOf(`${id} takes its time`) * 9 * 86_400) * 1000
}

const gradeShares: readonly (readonly [grade: number, upTo: number])[] = [
  ...([
    [0, 0.02],
    [1, 0.06],
    [2, 0.11],
    [3, 0.21],
    [4, 0.5],
  ] as const),
]

const gradeOf = (id: string): number => {
  const drawn = chanceOf(`${id} grade`)
  return gradeShares.find(([, upTo]) => drawn < upTo)?.[0] ?? 5
}

/** By grade. */
const comments = [
  'Nobody answered me. Never again.',
  'Late, and then it was the wrong one.',
  'The parcel was damaged, the seller slow to answer.',
  'All right, but it took its time.',
  'Good, and well packed.',
  'Exactly as described. Gladly again!',
]

interface Assessment {
  readonly code: string
  readonly label: string
  readonly type: 'GRADE' | 'BOOLEAN'
}

const assessments: readonly Assessment[] = [
  { code: '1', label: 'Delivery in time', type: 'BOOLEAN' },
  { code: '2', label: 'Article as described', type: 'BOOLEAN' },
  { code: '3', label: 'Packaging', type: 'GRADE' },
  { code: '4', label: 'Contact with the seller', type: 'GRADE' },
]

/** None strays far from the grade. */
const assessmentsOf = (id: string, grade: number): readonly WireObject[] =>
  assessments.map(({ code, label, type }) => {
    const near = Math.min(5, Math.max(0, grade + Math.floor(chanceOf(`${id} assessment ${code}`) * 3) - 1))
    return { code, label, response: type === 'GRADE' ? String(near) : String(near >= 3) }
  })

/** One in four gets one; an evaluation is no other for it, so that its update date stays. */
const replyTo = (id: string, evaluated: number, now: number): WireObject => {
  const at = evaluated + (1 + Math.floor(chanceOf(`${id} replied`) * 72)) * hour
  if (chanceOf(`${id} reply`) >= 0.25 || at > now) return {}
  const type = chanceOf(`${id} who replied`) < 0.9 ? 'SHOP' : 'OPERATOR'
  return { reply: { comment: 'Thank you for telling us.', date: wireDate(at), type } }
}
