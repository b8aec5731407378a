import type { Allowances } from './allowances.js'
import { RateLimited } from './errors.js'
import type { Operation } from './operations.js'

export interface Call {
  readonly operation: Operation
  /**
   * Mirakl counts cycles, not requests: what reads on after a `first` call is `further`, be it the next page or the
   * repeat of a call that got no answer. A page that comes after another question of the same operation is `first`.
   */
  readonly part: 'first' | 'further'
}

/** Who may call what, and when. It is asked before every request, and told of every 429. */
export interface CallBudget {
  /** What it keeps to. */
  readonly allowances: Allowances
  /**
   * @throws RateLimited at once where the call may not be made now: it never waits, since some operations are allowed
   *   once in 15 minutes and some once a day
   */
  take(call: Call): Promise<void>
  /** Mirakl answered 429: the operation rests as long as it says, further calls included. */
  told(operation: Operation, retryAfterMs: number): void
}

/** Lets everything through: whoever calls spaces its calls. */
export const unlimited: CallBudget = {
  allowances: {},
  take: () => Promise.resolve(),
  told: () => undefined,
}

/** What a budget refuses a call with. */
export const usedUp = ({ operation }: Call, waitMs: number): RateLimited =>
  new RateLimited(`${operation}: our own budget is used up`, Math.ceil(waitMs / 1_000))
