import { expect, it } from 'vitest'
import { createSharedClock } from './shared-clock.js'

it('runs fast, is set ahead, and knows when things really happened', () => {
  let machine = 1_000
  const clock = createSharedClock(4, () => machine)
  machine += 10
  const before = clock.now().toISOString()
  clock.jump(86_400_000)
  clock.jump(500)
  machine += 5
  const after = clock.now().toISOString()

  expect(Date.parse(after) - Date.parse(before)).toBe(86_400_520)
  expect(clock.aheadMs()).toBe(86_400_500)
  expect([before, after].map(clock.realMsOf)).toEqual([1_010, 1_015])
})
