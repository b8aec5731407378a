import { describe, expect, it } from 'vitest'
import { callBudgetContract } from './budget.contract.js'
import { RateLimited } from './errors.js'
import { memoryBudget, memoryBudgets } from './memory-budget.js'

callBudgetContract(async (persona) => {
  let at = Date.parse('2026-03-01T10:00:00Z')
  const budget = memoryBudget({ persona, now: () => new Date(at) })
  return { budget, other: budget, pass: async (ms) => void (at += ms) }
})

describe('budgets of one process for two marketplaces of one Mirakl', () => {
  callBudgetContract(async (persona) => {
    let at = Date.parse('2026-03-01T10:00:00Z')
    const budgetOf = memoryBudgets(() => new Date(at))
    const asked = { instance: 'acme-prod.mirakl.net', persona }
    return { budget: budgetOf(asked), other: budgetOf(asked), pass: async (ms) => void (at += ms) }
  })

  it('are none of the business of another Mirakl, and bind another persona too', async () => {
    const budgetOf = memoryBudgets(() => new Date('2026-03-01T10:00:00Z'))
    const orders = { operation: 'OR11', part: 'first' } as const
    await budgetOf({ instance: 'acme', persona: 'default' }).take(orders)

    await budgetOf({ instance: 'other', persona: 'default' }).take(orders)
    await expect(budgetOf({ instance: 'acme', persona: 'external-partner' }).take(orders)).rejects.toThrow(RateLimited)
  })
})
