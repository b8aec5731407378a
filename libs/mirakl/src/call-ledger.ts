import { allowancesOf, type Persona } from './allowances.js'
import type { Call } from './budget.js'
import type { Operation } from './operations.js'

/** The calls of one process, and what it was told to wait for. */
export interface CallLedger {
  /** Milliseconds until the call may be made, 0 or less where it may be made now. */
  readonly waitMs: (call: Call) => number
  readonly note: (call: Call) => void
  readonly told: (operation: Operation, retryAfterMs: number) => void
}

/** What several ledgers may keep together, where they call the same Mirakl. */
export interface CallsMade {
  /** Milliseconds by the clock of the ledgers, as are the instants of `begun`. */
  readonly restingUntil: Map<Operation, number>
  readonly begun: Map<Operation, readonly number[]>
}

export const noCalls = (): CallsMade => ({ restingUntil: new Map(), begun: new Map() })

interface Needs {
  readonly persona: Persona
  readonly now: () => Date
  /** Its own unless given. */
  readonly made?: CallsMade
}

export const callLedger = ({ persona, now, made = noCalls() }: Needs): CallLedger => {
  const allowed = allowancesOf(persona)
  const { restingUntil, begun } = made

  const freeAt = ({ operation, part }: Call): number => {
    const rested = restingUntil.get(operation) ?? 0
    const allowance = allowed[operation]
    if (allowance === undefined || part === 'further') return rested
    const oldest = begun.get(operation)?.at(-allowance.calls)
    return oldest === undefined ? rested : Math.max(rested, oldest + allowance.perMs)
  }

  return {
    waitMs: (call) => freeAt(call) - now().getTime(),
    note({ operation, part }) {
      const kept = allowed[operation]?.calls
      if (kept === undefined || part === 'further') return
      begun.set(operation, [...(begun.get(operation) ?? []), now().getTime()].slice(-kept))
    },
    told(operation, retryAfterMs) {
      const until = now().getTime() + retryAfterMs
      restingUntil.set(operation, Math.max(restingUntil.get(operation) ?? 0, until))
    },
  }
}
