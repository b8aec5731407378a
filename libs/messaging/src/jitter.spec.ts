import fc from 'fast-check'
import { expect, it } from 'vitest'
import { longestMs, spreadOver } from './jitter.js'

const delays = fc.integer({ min: 10, max: 600_000 })
const unit = fc.double({ min: 0, max: 1, noNaN: true })
const failures = fc.array(fc.record({ afterMs: fc.integer({ min: 0, max: 2_000 }), random: unit }), { minLength: 1 })

it('stays within a fifth of the delay, and lets nobody come back before who failed earlier', () => {
  fc.assert(
    fc.property(delays, failures, (delayMs, all) => {
      const randoms = all.map(({ random }) => random)
      const spread = spreadOver(delayMs, () => randoms.shift() ?? 0)
      let [nowMs, lastDueMs] = [0, 0]
      for (const { afterMs } of all) {
        nowMs += afterMs
        const waitMs = spread(nowMs)
        expect(waitMs).toBeGreaterThanOrEqual(delayMs * 0.8 - 0.01)
        expect(waitMs).toBeLessThanOrEqual(longestMs(delayMs) + 0.01)
        expect(nowMs + waitMs).toBeGreaterThanOrEqual(lastDueMs - 0.01)
        lastDueMs = nowMs + waitMs
      }
    }),
  )
})

/** The most that come back in any hundredth of the delay, of a queue that lets only its first message go. */
const mostAtOnce = (waits: readonly number[], delayMs: number): number => {
  let latest = 0
  const leaving = waits.map((wait) => (latest = Math.max(latest, wait)))
  const shares = leaving.map((at) => leaving.filter((other) => other >= at && other < at + delayMs / 100).length)
  return Math.max(...shares)
}

/** Mulberry32: chance that can be repeated. */
const chanceFrom = (seed: number) => (): number => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
}

it('spreads a thousand that fail at once', () => {
  fc.assert(
    fc.property(delays, fc.integer(), (delayMs, seed) => {
      const spread = spreadOver(delayMs, chanceFrom(seed))

      expect(
        mostAtOnce(
          Array.from({ length: 1_000 }, () => spread(0)),
          delayMs,
        ),
      ).toBeLessThan(100)
    }),
    { numRuns: 20 },
  )
})

it('is better than chance, which a queue that lets only its first message go would undo', () => {
  const byChance = Array.from({ length: 1_000 }, () => 800 + 400 * Math.random())

  expect(mostAtOnce(byChance, 1_000)).toBeGreaterThan(700)
})
