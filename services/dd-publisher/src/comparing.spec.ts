import { silentLog } from '@concord/runtime'
import { afterEach, beforeEach, expect, it, vi } from 'vitest'
import { type CompareNeeds, compareRound } from './comparing.js'
import type { Comparisons, Mending, Running } from './comparison-port.js'
import { accountRules } from './testing/account.js'

const minuteMs = 60_000
const now = new Date('2026-03-10T12:00:00.000Z')
const scope = { id: 'C1', account: 'main', marketplace: 'north' }
const hanging = () => new Promise<never>(() => undefined)
beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

/** Dotdigital shows nothing, for ever. */
const needsOf = (comparisons: Partial<Comparisons>): CompareNeeds => ({
  ...{ account: accountRules, log: silentLog, now: () => now },
  comparisons: { forgetSome: async () => undefined, takeMendings: async () => [], ...comparisons } as Comparisons,
  shelves: { hasRoom: () => true, orders: hanging } as unknown as CompareNeeds['shelves'],
  expectations: { orders: hanging } as unknown as CompareNeeds['expectations'],
  amends: {} as CompareNeeds['amends'],
})
const ended = async (round: Promise<unknown>): Promise<void> => {
  const failing = expect(round).rejects.toThrow('within five minutes')
  await vi.advanceTimersByTimeAsync(5 * minuteMs)
  await failing
}

it('gives a round up that takes five minutes, so that others go on', async () => {
  const given: Running[] = []
  const running: Running = { ...scope, step: 'orders', cursor: undefined, taker: 'T1', triedSince: now.toISOString() }

  await ended(compareRound(needsOf({ take: async () => running, giveBack: async (one) => void given.push(one) })))

  expect(given).toEqual([running])
})

it('gives a repair up that takes five minutes, and goes on with the next', async () => {
  const told: unknown[] = []
  const mending: Mending = {
    ...scope,
    n: 1,
    what: 'order',
    key: 'north-1',
    kind: 'missing',
    fields: [],
    isRepairable: true,
  }

  await ended(
    compareRound(
      needsOf({
        takeMendings: async () => [mending, { ...mending, n: 2 }],
        mended: async ({ n }, outcome) => void told.push([n, outcome]),
        giveBackMending: async ({ n }) => void told.push([n, 'given back']),
      }),
    ),
  )

  expect(told).toEqual([
    [1, 'in-vain'],
    [2, 'given back'],
  ])
})
