import { type Outcome, TransientFailure } from '@concord/domain'
import type { Log } from '@concord/runtime'
import { AccountConflict, isToComeAgain } from './errors.js'
import type { EffectKind } from './ports.js'

/** What is done for an account, each with calls and places of its own kind. */
export type Work = EffectKind | 'finding' | 'moving' | 'reports' | 'enrolments' | 'comparing'

/** Work that is in vain for now, and what is told of the records it would have written. */
export interface Hindrance {
  readonly work: Work
  readonly outcome: Outcome<'waiting'>
}

/** Keeps work from being tried while Dotdigital does not take it: that is no failure, and nothing is dropped for it. */
export interface Hindrances {
  /**
   * Does the work, unless it is in vain for now.
   *
   * @param task answers whether it found something to do
   * @returns false as well where it was in vain
   */
  attempt(work: Work, task: () => Promise<boolean>): Promise<boolean>
  /** What turned out to be in vain since this was last asked. */
  found(): readonly Hindrance[]
}

interface Needs {
  readonly account: { readonly id: string }
  readonly log: Log
  readonly now: () => Date
}

interface Rest {
  readonly beganAt: number
  readonly until: number
}

/** Where nobody says how long it is in vain. */
const usualRestMs = 5_000
const leastRestMs = 1_000
/** An hour's quota may be back earlier than was said, and asking costs no call. */
const longestRestMs = 30_000

export const createHindrances = ({ account, log, now }: Needs): Hindrances => {
  const rests = new Map<Work, Rest>()
  let news: Hindrance[] = []

  const begin = (work: Work, failure: TransientFailure, outcome: Outcome<'waiting'>): void => {
    const at = now().getTime()
    const { beganAt = at } = rests.get(work) ?? {}
    if (!rests.has(work)) {
      log.warn('dotdigital.waiting', { account: account.id, work, reason: outcome.reason, failure })
    }
    rests.set(work, { beganAt, until: at + restMs(failure) })
    news.push({ work, outcome })
  }

  const end = (work: Work): void => {
    const rest = rests.get(work)
    if (rest === undefined) return
    rests.delete(work)
    log.info('dotdigital.resumed', { account: account.id, work, waitedMs: now().getTime() - rest.beganAt })
  }

  return {
    async attempt(work, task) {
      if ((rests.get(work)?.until ?? 0) > now().getTime()) return false
      try {
        const hasWorked = await task()
        end(work)
        return hasWorked
      } catch (failure) {
        const outcome = outcomeOf(failure)
        if (!(failure instanceof TransientFailure) || outcome === undefined) throw failure
        begin(work, failure, outcome)
        return false
      }
    },
    found() {
      const found = news
      news = []
      return found
    },
  }
}

const outcomeOf = (failure: unknown): Outcome<'waiting'> | undefined => {
  if (failure instanceof AccountConflict) {
    return { state: 'waiting', reason: 'rejected-by-dotdigital', detail: failure.detail }
  }
  return isToComeAgain(failure) ? { state: 'waiting', reason: failure.waitsFor } : undefined
}

const restMs = ({ retryAfterMs = usualRestMs }: TransientFailure): number =>
  Math.min(longestRestMs, Math.max(leastRestMs, retryAfterMs))
