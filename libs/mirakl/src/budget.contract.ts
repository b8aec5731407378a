import { beforeEach, describe, expect, it } from 'vitest'
import type { Persona } from './allowances.js'
import type { CallBudget } from './budget.js'
import { RateLimited } from './errors.js'

export interface BudgetUnderTest {
  readonly budget: CallBudget
  /** Another caller of the same Mirakl: another client of the adapter, where it has any. */
  readonly other: CallBudget
  pass(ms: number): Promise<void>
}

type Open = (persona: Persona) => Promise<BudgetUnderTest>

const seconds = 1_000
const minutes = 60 * seconds

/** What every budget must do that keeps to Mirakl's documented frequencies; `open` gives a fresh one. */
export const callBudgetContract = (open: Open): void => {
  let budget: CallBudget
  let other: CallBudget
  let pass: BudgetUnderTest['pass']
  beforeEach(async () => {
    ;({ budget, other, pass } = await open('default'))
  })

  const orders = { operation: 'OR11', part: 'first' } as const
  const morePages = { operation: 'OR11', part: 'further' } as const
  const writing = { operation: 'OR31', part: 'first' } as const

  describe('cycles', () => {
    it('lets one begin a minute, and says how long the next must wait', async () => {
      await budget.take(orders)
      await pass(45 * seconds)

      await expect(budget.take(orders)).rejects.toThrow(RateLimited)
      await expect(budget.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 15 })
      await pass(15 * seconds)
      await budget.take(orders)
    })

    it('does not count what it refused', async () => {
      await budget.take(orders)
      await pass(59 * seconds)
      await expect(budget.take(orders)).rejects.toThrow(RateLimited)
      await pass(1 * seconds)

      await budget.take(orders)
    })

    it('gives an external partner one in 15 minutes', async () => {
      const partner = await open('external-partner')
      await partner.budget.take(orders)
      await partner.pass(14 * minutes)

      await expect(partner.budget.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 60 })
    })

    it('lets further pages and repeats belong to the cycle', async () => {
      await budget.take(orders)

      for (let page = 2; page < 30; page++) await budget.take(morePages)
    })

    it('lets one of two through that ask at once', async () => {
      const both = await Promise.allSettled([budget.take(orders), budget.take(orders)])

      expect(both.map(({ status }) => status).toSorted()).toEqual(['fulfilled', 'rejected'])
    })

    it('is one budget for all callers, also of those that ask at once', async () => {
      const asked = [budget, other, other, budget].map((each) => each.take(orders))
      const all = await Promise.allSettled(asked)
      expect(all.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)

      await pass(40 * seconds)
      for (const each of [budget, other])
        await expect(each.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 20 })
    })

    it('lets somebody without restrictions begin as many as it likes', async () => {
      const sandbox = await open('unrestricted')

      for (let cycle = 0; cycle < 5; cycle++) await sandbox.budget.take(orders)
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
    await pass(600)
    await budget.take(writing)
    await expect(budget.take(writing)).rejects.toMatchObject({ retryAfterSeconds: 1 })
    await pass(400)

    await budget.take(writing)
  })

  describe('told of a 429', () => {
    it('lets the operation rest as long as Mirakl says, further pages too, and no other', async () => {
      await budget.take(orders)
      budget.told('OR11', 90 * seconds)

      await expect(budget.take(morePages)).rejects.toMatchObject({ retryAfterSeconds: 90 })
      await budget.take(writing)
      await pass(90 * seconds)
      await budget.take(morePages)
    })

    it('lets it rest for every caller, and for those without restrictions', async () => {
      const sandbox = await open('unrestricted')
      sandbox.budget.told('OR11', 90 * seconds)
      await sandbox.budget.take(writing)

      for (const each of [sandbox.budget, sandbox.other]) {
        await expect(each.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 90 })
      }
    })

    it('never cuts a longer rest short', async () => {
      budget.told('OR51', 60 * seconds)
      budget.told('OR51', 5 * seconds)
      await pass(10 * seconds)

      await expect(budget.take({ operation: 'OR51', part: 'first' })).rejects.toMatchObject({ retryAfterSeconds: 50 })
    })
  })
}
