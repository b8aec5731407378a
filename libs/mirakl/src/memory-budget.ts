import { allowancesOf, type Persona } from './allowances.js'
import { type CallBudget, usedUp } from './budget.js'
import { callLedger, type CallsMade, noCalls } from './call-ledger.js'

interface Needs {
  readonly persona: Persona
  readonly now: () => Date
  readonly made?: CallsMade
}

/** Keeps to the documented frequencies within one process; what others do with the same credentials it cannot know. */
export const memoryBudget = (needs: Needs): CallBudget => {
  const ledger = callLedger(needs)
  return {
    allowances: allowancesOf(needs.persona),
    async take(call) {
      const waitMs = ledger.waitMs(call)
      if (waitMs > 0) throw usedUp(call, waitMs)
      ledger.note(call)
      return Promise.resolve()
    },
    told: ledger.told,
  }
}

interface Asked {
  /** Which Mirakl the allowance is of; `instanceOf` names it. */
  readonly instance: string
  readonly persona: Persona
}

/** One budget for each Mirakl instance, whichever of its marketplaces asks, as it is over Redis. */
export const memoryBudgets = (now: () => Date): ((asked: Asked) => CallBudget) => {
  const madeAt = new Map<string, CallsMade>()
  return ({ instance, persona }) => {
    const made = madeAt.get(instance) ?? noCalls()
    madeAt.set(instance, made)
    return memoryBudget({ persona, now, made })
  }
}
