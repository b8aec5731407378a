import type { Persona } from './allowances.js'
import { type CallBudget, usedUp } from './budget.js'
import { callLedger } from './call-ledger.js'

/** Keeps to the documented frequencies within one process; what others do with the same credentials it cannot know. */
export const memoryBudget = (needs: { persona: Persona; now: () => Date }): CallBudget => {
  const ledger = callLedger(needs)
  return {
    async take(call) {
      const waitMs = ledger.waitMs(call)
      if (waitMs > 0) throw usedUp(call, waitMs)
      ledger.note(call)
      return Promise.resolve()
    },
    told: ledger.told,
  }
}
