import { callBudgetContract } from './budget.contract.js'
import { memoryBudget } from './memory-budget.js'

callBudgetContract(async (persona) => {
  let at = Date.parse('2026-03-01T10:00:00Z')
  const budget = memoryBudget({ persona, now: () => new Date(at) })
  return { budget, other: budget, pass: async (ms) => void (at += ms) }
})
