import type { Order } from '../acts/order.js'
import { chanceOf, textOf } from '../wire.js'
import { checkout } from './new-order.js'
import { hour } from './plan.js'
import type { Pool } from './pool.js'

export interface Stretch {
  /** Milliseconds since 1970; what happens then has happened already. */
  readonly from: number
  /** What happens then happens still. */
  readonly to: number
}

interface Rush {
  /** The same seed brings the same orders. */
  readonly seed: string
  readonly perHour: number
}

/** The orders that are placed within a stretch, in the order of their placing. */
export const arrivals = (pool: Pool, { seed, perHour }: Rush, { from, to }: Stretch): readonly Order[] => {
  const hours = Array.from({ length: hourOf(to) - hourOf(from) + 1 }, (_, index) => hourOf(from) + index)
  return hours
    .flatMap((each) => placedIn(each, { seed, perHour }))
    .filter(({ at }) => at > from && at <= to)
    .sort((left, right) => left.at - right.at)
    .flatMap(({ number, at }) => checkout(pool, { commercialId: `${prefixOf(pool)}${number}`, at }))
}

const hourOf = (at: number): number => Math.floor(at / hour)

/** Numbered by hour, so that no number comes twice, whatever the rate. */
const placedIn = (each: number, { seed, perHour }: Rush) => {
  const count = Math.floor(perHour + chanceOf(`${seed} ${String(each)}`))
  return Array.from({ length: count }, (_, index) => {
    const number = `${String(each)}${String(index).padStart(3, '0')}`
    return { number, at: Math.floor((each + chanceOf(`${seed} ${number}`)) * hour) }
  })
}

/** The letters the marketplace's own checkouts begin with. */
const prefixOf = ({ shoppers: [first] }: Pool): string => /^\D*/.exec(textOf(first ?? {}, 'commercial_id'))?.[0] ?? ''
