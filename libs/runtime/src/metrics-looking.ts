import { setTimeout as pause } from 'node:timers/promises'
import type { Figure } from './metrics-catalogue.js'

/** Figures as they were last read; none where they cannot be. */
export interface Known {
  readonly figures: readonly Figure[]
  readonly isReadable: boolean
}

export type Look = () => Promise<readonly Figure[]>

const nothing: Known = { figures: [], isReadable: false }
const leastRestMs = 5_000
/** Rests are so much longer than looks, so that these take a twentieth of the time at most. */
const restPerLook = 19
/** A scrape waits no longer than this for figures; Prometheus gives up on it after ten seconds, unless told otherwise. */
const patienceMs = 4_000
/** A look that takes longer shows that nobody answers. */
const lostMs = 60_000

interface Pacing {
  /** Told of each look that failed. */
  readonly onFailure: (failure: unknown) => void
  /** Milliseconds, of a clock that is never set. */
  readonly now?: () => number
  /** Resolves once nobody waits any longer. */
  readonly waited?: () => Promise<unknown>
}

const untilImpatient = () => pause(patienceMs, undefined, { ref: false })

/** Looks when it is asked, but never so often that looking is a burden: in between it says what it saw last. */
export const seldom = (
  look: Look,
  { onFailure, now = () => performance.now(), waited = untilImpatient }: Pacing,
): (() => Promise<Known>) => {
  let known = nothing
  let begun = { at: 0, ended: Promise.resolve(), isUnderWay: false }
  let restsUntil = -Infinity

  const refresh = async (at: number): Promise<void> => {
    known = await look().then(
      (figures) => ({ figures, isReadable: true }),
      (failure: unknown) => {
        onFailure(failure)
        return nothing
      },
    )
    restsUntil = now() + Math.max(leastRestMs, (now() - at) * restPerLook)
    begun.isUnderWay = false
  }

  return async () => {
    if (!begun.isUnderWay && now() >= restsUntil) {
      begun = { at: now(), ended: Promise.resolve(), isUnderWay: true }
      begun.ended = refresh(begun.at)
    }
    await Promise.race([begun.ended, waited()])
    return begun.isUnderWay && now() - begun.at > lostMs ? nothing : known
  }
}
