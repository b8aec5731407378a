import type { Deed } from '../acts/deed.js'
import { chanceOf } from '../wire.js'

/** What somebody has in mind to do to an order. */
export interface Plan {
  readonly deed: Deed
  /** The instant the wait counts from, in milliseconds since 1970. */
  readonly from: number
  readonly afterMs: number
}

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** @param key the same key waits the same time, at least `least` and less than `most` */
export const between = (key: string, least: number, most: number): number => least + chanceOf(key) * (most - least)

/** One of `options`, each as often as its share says; the shares add up to 1. */
export const drawn = <T>(key: string, options: readonly (readonly [share: number, option: T])[]): T | undefined => {
  let left = chanceOf(key)
  return options.find(([share]) => (left -= share) < 0)?.[1]
}
