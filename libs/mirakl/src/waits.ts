import type { Allowances } from './allowances.js'
import { RateLimited } from './errors.js'
import type { Operation } from './operations.js'

/** How calls of one operation stand to what Mirakl allows. */
export interface Wait {
  readonly operation: Operation
  /** How much time each call takes up, 0 where no limit is documented. */
  readonly perCallMs: number
  /** How long calls have been asked for and none was let through; 0 where none waits. */
  readonly waitingMs: number
}

export interface Waits {
  /** Makes a call, and notes whether it was let through. */
  noting<T>(operation: Operation, call: () => Promise<T>): Promise<T>
  /** Of each operation that was called. */
  readonly seen: () => readonly Wait[]
}

/** Whoever is told when to come again comes by then; who does not has nothing to ask any more, or another replica asks. */
const graceMs = 300_000

interface Needs {
  readonly allowances: Allowances
  readonly longestRestMs: number
  /** Milliseconds that only ever go up. */
  readonly now?: () => number
}

export const allowanceWaits = ({ allowances, longestRestMs, now = () => performance.now() }: Needs): Waits => {
  const heldBack = new Map<Operation, { readonly since: number; readonly until: number } | undefined>()

  const held = (operation: Operation) => {
    const known = heldBack.get(operation)
    return known !== undefined && known.until >= now() ? known : undefined
  }
  const hold = (operation: Operation, { retryAfterSeconds }: RateLimited): void => {
    const until = now() + Math.min(longestRestMs, retryAfterSeconds * 1_000) + graceMs
    heldBack.set(operation, { since: held(operation)?.since ?? now(), until })
  }
  return {
    async noting(operation, call) {
      try {
        const answer = await call()
        heldBack.set(operation, undefined)
        return answer
      } catch (failure) {
        if (failure instanceof RateLimited) hold(operation, failure)
        else heldBack.set(operation, undefined)
        throw failure
      }
    },
    seen: () => {
      const at = now()
      return [...heldBack.keys()].map((operation) => {
        const { calls, perMs } = allowances[operation] ?? { calls: 1, perMs: 0 }
        return { operation, perCallMs: perMs / calls, waitingMs: at - (held(operation)?.since ?? at) }
      })
    },
  }
}
