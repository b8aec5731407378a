import { beforeEach, describe, expect, it } from 'vitest'
import type { CallBudget } from './budget.js'
import { RateLimited } from './errors.js'
import type { Persona } from './memory-budget.js'

type Open = (needs: { persona: Persona; now: () => Date }) => CallBudget

const seconds = 1_000
const minutes = 60 * seconds

/** What every budget must do that keeps to Mirakl's documented frequencies; `open` gives a fresh one. */
export const callBudgetContract = (open: Open): void => {
  let at: number
  let budget: CallBudget
  const openFor = (persona: Persona): CallBudget => open({ persona, now: () => new Date(at) })
  beforeEach(() => {
    at = Date.parse('2026-03-01T10:00:00Z')
    budget = openFor('default')
  })

  const orders = { operation: 'OR11', part: 'first' } as const
  const morePages = { operation: 'OR11', part: 'further' } as const
  const writing = { operation: 'OR31', part: 'first' } as const

  describe('cycles', () => {
    it('lets one begin a minute, and says how long the next must wait', async () => {
      await budget.take(orders)
      at += 45 * seconds

      await expect(budget.take(orders)).rejects.toThrow(RateLimited)
      await expect(budget.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 15 })
      at += 15 * seconds
      await budget.take(orders)
    })

    it('does not count what it refused', async () => {
      await budget.take(orders)
      at += 59 * seconds
      await expect(budget.take(orders)).rejects.toThrow(RateLimited)
      at += 1 * seconds

      await budget.take(orders)
    })

    it('gives an external partner one in 15 minutes', async () => {
      const partner = openFor('external-partner')
      await partner.take(orders)
      at += 14 * minutes

      await expect(partner.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 60 })
    })

    it('lets further pages and repeats belong to the cycle', async () => {
      await budget.take(orders)

      for (let page = 2; page < 30; page++) await budget.take(morePages)
    })

    it('lets one of two through that ask at once', async () => {
      const both = await Promise.allSettled([budget.take(orders), budget.take(orders)])

      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })

    it('counts each operation apart, and lets go what has no documented limit', async () => {
      await budget.take(orders)
      await budget.take({ operation: 'RT11', part: 'first' })
      await budget.take({ operation: 'OR51', part: 'first' })

      await budget.take({ operation: 'OR51', part: 'first' })
    })
  })

  it('lets five writes go in any second', async () => {
    for (let call = 0; call < 4; call++) await budget.take(writing)
    at += 600
    await budget.take(writing)
    await expect(budget.take(writing)).rejects.toMatchObject({ retryAfterSeconds: 1 })
    at += 400

    await budget.take(writing)
  })

  describe('told of a 429', () => {
    it('lets the operation rest as long as Mirakl says, further pages too, and no other', async () => {
      await budget.take(orders)
      budget.told('OR11', 90 * seconds)

      await expect(budget.take(morePages)).rejects.toMatchObject({ retryAfterSeconds: 90 })
      await budget.take(writing)
      at += 90 * seconds
      await budget.take(morePages)
    })

    it('never cuts a longer rest short', async () => {
      budget.told('OR51', 60 * seconds)
      budget.told('OR51', 5 * seconds)
      at += 10 * seconds

      await expect(budget.take({ operation: 'OR51', part: 'first' })).rejects.toMatchObject({ retryAfterSeconds: 50 })
    })
  })
}
