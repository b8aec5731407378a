import type { Instant } from './order.js'

/** The newest of them. */
export const latest = (instants: readonly (Instant | undefined)[]): Instant | undefined =>
  instants
    .filter((at) => at !== undefined)
    .toSorted()
    .at(-1)
