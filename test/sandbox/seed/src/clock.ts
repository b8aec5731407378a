import type { Random } from './random.js'

/** Step 0 is the history, as it stood four hours before the anchor; the live steps follow, an hour each. */
export const steps = [0, 1, 2, 3, 4] as const
export type Step = (typeof steps)[number]
export const liveSteps = [1, 2, 3, 4] as const
export type LiveStep = (typeof liveSteps)[number]

export const minute = 60_000
export const hour = 60 * minute
export const day = 24 * hour

/** Instants are milliseconds since 1970 until they are written. */
export interface Clock {
  /** The instant of a frame. */
  at(step: Step): number
  /** Some instant after the frame before and before this one. */
  within(step: LiveStep): number
}

export const createClock = (anchor: Date, random: Random): Clock => {
  const at = (step: Step) => anchor.getTime() - (4 - step) * hour
  return {
    at,
    within: (step) => roughly(random, at(step) - random.between(minute, 45 * minute)),
  }
}

/** Half of the vendor's dates have milliseconds, the other half have not. */
export const roughly = (random: Random, instant: number): number =>
  random.chance(0.5) ? Math.floor(instant) : Math.floor(instant / 1000) * 1000

/** ISO 8601 in UTC; milliseconds only where there are any, as Mirakl mixes them. */
export const toWire = (instant: number): string => new Date(instant).toISOString().replace('.000Z', 'Z')

export const toWireOrNull = (instant: number | undefined): string | null =>
  instant === undefined ? null : toWire(instant)
