import type { Call, CallBudget } from './budget.js'
import { RateLimited } from './errors.js'
import type { Operation } from './operations.js'

/** Mirakl tells users of the marketplace from external partners, and allows those less. */
export type Persona = 'default' | 'external-partner'

interface Allowance {
  readonly calls: number
  readonly perMs: number
}

const once = (perSeconds: number): Allowance => ({ calls: 1, perMs: perSeconds * 1_000 })

const minute = 60
const day = 86_400

/**
 * "Maximum usage" of each operation's page (document of the operator API, read 2026-11). Left out is what is allowed
 * per page view (OR51, RE01) or per file (OR15), and what is not published: OR61, PC01, S03, S20, S21, V01. Of OR13 it
 * is the allowance of a differential export; that a full one is allowed once a day only, Mirakl's 429 tells.
 */
const allowances: Readonly<Partial<Record<Operation, Allowance>>> = {
  AF01: once(day),
  CH11: once(day),
  CUR01: once(day),
  OR11: once(minute),
  OR13: once(5 * minute),
  OR14: once(2),
  OR31: { calls: 5, perMs: 1_000 },
  RT11: once(5 * minute),
}

/** Where a persona differs from the default. */
const ofPersona: Readonly<Record<Persona, typeof allowances>> = {
  default: {},
  'external-partner': { OR11: once(15 * minute) },
}

/** Keeps to the documented frequencies within one process; what others do with the same credentials it cannot know. */
export const memoryBudget = ({ persona, now }: { persona: Persona; now: () => Date }): CallBudget => {
  const allowed = { ...allowances, ...ofPersona[persona] }
  const restingUntil = new Map<Operation, number>()
  const begun = new Map<Operation, readonly number[]>()

  const freeAt = ({ operation, part }: Call): number => {
    const rested = restingUntil.get(operation) ?? 0
    const allowance = allowed[operation]
    if (allowance === undefined || part === 'further') return rested
    const oldest = begun.get(operation)?.at(-allowance.calls)
    return oldest === undefined ? rested : Math.max(rested, oldest + allowance.perMs)
  }
  const note = ({ operation, part }: Call, at: number): void => {
    const kept = allowed[operation]?.calls
    if (kept !== undefined && part === 'first') begun.set(operation, [...(begun.get(operation) ?? []), at].slice(-kept))
  }

  return {
    async take(call) {
      const at = now().getTime()
      const waitMs = freeAt(call) - at
      if (waitMs > 0) throw new RateLimited(`${call.operation}: our own budget is used up`, Math.ceil(waitMs / 1_000))
      note(call, at)
      return Promise.resolve()
    },
    told(operation, retryAfterMs) {
      const until = now().getTime() + retryAfterMs
      restingUntil.set(operation, Math.max(restingUntil.get(operation) ?? 0, until))
    },
  }
}
