import type { Hint } from './ports.js'

/** Hints at orders that Mirakl did not return when it was asked for them: it may be late, or never will. */
export interface Misses {
  /** Whether a hint may be asked for: not while it rests after a miss. */
  isDue(now: Date): (hint: Hint) => boolean
  /** Counts a miss of each: some are to be asked for again later, the others were missed too often. */
  note(missed: readonly Hint[], now: Date): { readonly again: readonly Hint[]; readonly givenUp: readonly Hint[] }
  /** How many may rest, and stand in front of others. */
  count(): number
}

interface Missed {
  readonly times: number
  readonly at: number
}

const mostTimes = 5
const restMs = 60_000
/** A poll may have read the order meanwhile, and nobody says so here. */
const keptMs = 86_400_000

/** Five times, a minute apart or as far as the allowance has them; a new process counts anew. */
export const countMisses = (): Misses => {
  const held = new Map<string, Missed>()
  const dropOld = (now: number): void => {
    for (const [id, { at }] of held) if (now - at > keptMs) held.delete(id)
  }
  return {
    isDue:
      (now) =>
      ({ orderId }) =>
        now.getTime() - (held.get(orderId)?.at ?? 0) >= restMs,
    note(missed, now) {
      const at = now.getTime()
      dropOld(at)
      const timesOf = ({ orderId }: Hint): number => (held.get(orderId)?.times ?? 0) + 1
      const again = missed.filter((hint) => timesOf(hint) < mostTimes)
      const givenUp = missed.filter((hint) => timesOf(hint) >= mostTimes)
      again.forEach((hint) => held.set(hint.orderId, { times: timesOf(hint), at }))
      givenUp.forEach(({ orderId }) => held.delete(orderId))
      return { again, givenUp }
    },
    count: () => held.size,
  }
}
