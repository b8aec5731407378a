import { day, hour, roughly } from './clock.js'
import { moved, type Change } from './lifecycle.js'
import type { Random } from './random.js'

interface Leg {
  readonly state: string
  readonly hours: readonly [least: number, most: number]
}

const leg = (state: string, least: number, most: number): Leg => ({ state, hours: [least, most] })

const way: readonly Leg[] = [
  leg('WAITING_DEBIT', 2, 10),
  leg('WAITING_DEBIT_PAYMENT', 0.1, 0.3),
  leg('SHIPPING', 0.5, 1),
  leg('SHIPPED', 20, 40),
  leg('RECEIVED', 40, 72),
  leg('CLOSED', 720, 730),
]

const upTo = (state: string): readonly Leg[] => way.slice(0, way.findIndex((each) => each.state === state) + 1)

interface Past {
  /** How many days ago such an order was placed, enough for its way. */
  readonly days: readonly [least: number, most: number]
  readonly legs: readonly Leg[]
}

/** The oldest order is eight months old. */
const pasts: Readonly<Record<string, Past>> = {
  STAGING: { days: [0.1, 0.5], legs: [] },
  WAITING_ACCEPTANCE: { days: [0.1, 1.5], legs: [] },
  WAITING_DEBIT: { days: [0.5, 1.5], legs: upTo('WAITING_DEBIT') },
  WAITING_DEBIT_PAYMENT: { days: [1, 3], legs: upTo('WAITING_DEBIT_PAYMENT') },
  SHIPPING: { days: [1, 4], legs: upTo('SHIPPING') },
  SHIPPED: { days: [4, 9], legs: upTo('SHIPPED') },
  TO_COLLECT: { days: [5, 9], legs: [...upTo('SHIPPED'), leg('TO_COLLECT', 24, 48)] },
  RECEIVED: { days: [8, 35], legs: upTo('RECEIVED') },
  CLOSED: { days: [41, 240], legs: upTo('CLOSED') },
  REFUSED: { days: [3, 230], legs: [leg('REFUSED', 2, 20)] },
  CANCELED: { days: [5, 230], legs: [...upTo('WAITING_DEBIT_PAYMENT'), leg('CANCELED', 10, 24)] },
  WAITING_REFUND_PAYMENT: { days: [8, 30], legs: [...upTo('SHIPPED'), leg('WAITING_REFUND_PAYMENT', 20, 40)] },
  PARKED_BY_OPERATOR: { days: [5, 10], legs: [...upTo('SHIPPING'), leg('PARKED_BY_OPERATOR', 5, 10)] },
}

const pastOf = (state: string): Past => {
  const past = pasts[state]
  if (past === undefined) throw new RangeError(`no way leads to ${state}`)
  return past
}

/** When an order that has come to `state` by `now` was placed. */
export const placedBefore = (state: string, now: number, random: Random): number => {
  const [least, most] = pastOf(state).days
  return roughly(random, now - random.between(least, most) * day)
}

/** The changes that led an order from its creation to `state`. */
export const wayTo = (state: string, createdAt: number, random: Random): readonly Change[] => {
  let at = createdAt
  return pastOf(state).legs.map((next) => {
    at = roughly(random, at + random.between(...next.hours) * hour)
    return { at, turns: [moved(next.state)], isSilent: false }
  })
}
