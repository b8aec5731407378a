import { MiraklUnavailable } from '@concord/mirakl'
import { silentLog } from '@concord/runtime'
import { afterEach, expect, it, vi } from 'vitest'
import { comparisonOf } from './comparison.js'
import { stepComparison, stepLookUp } from './comparison-runner.js'
import type { OrderExports } from './polling-ports.js'
import { clockAt } from './testing/clock.js'
import { memoryComparisons } from './testing/memory-comparisons.js'
import { memoryJournalView } from './testing/memory-journal-view.js'
import { rawOrder } from './testing/raw.js'
import { openTerm } from './testing/terms.js'

const [hourMs, minuteMs] = [3_600_000, 60_000]
const [first, second] = ['6f7c2a52-1f7e-4a7e-9d5b-0f3c9f1d2a10', '6f7c2a52-1f7e-4a7e-9d5b-0f3c9f1d2a11']
afterEach(() => void vi.useRealTimers())

/** A marketplace with one order, of which two comparisons are asked for. */
const open = async (exports: Partial<OrderExports> = {}) => {
  const clock = clockAt('2026-03-02T12:00:00Z')
  const { comparisons, hasSeen } = memoryComparisons()
  const usual: OrderExports = {
    start: async () => 'export 1',
    status: async () => ({ state: 'completed', files: ['0'] }),
    async *orders() {
      yield rawOrder({ order_id: 'O1-A', last_updated_date: '2026-02-19T10:00:00Z' })
    },
  }
  const needs = {
    ...{ marketplace: 'north', comparisons, now: clock.now, log: silentLog, term: openTerm() },
    exports: { ...usual, ...exports },
    view: memoryJournalView({ items: new Map(), hinted: new Set(), hasSeen }),
    source: { ordersById: async (): Promise<readonly unknown[]> => [] },
    state: { cycles: async () => [] },
  }
  for (const id of [first, second]) {
    const asked = { id, marketplace: 'north', from: '2026-01-01T00:00:00.000Z' }
    await comparisons.create(comparisonOf(asked, { requestedAt: clock.now().toISOString(), oldest: undefined }))
    clock.pass(1)
  }
  const step = async () => {
    for (const go of [stepComparison, stepLookUp]) await go(needs).catch(() => undefined)
  }
  /** Steps every ten minutes, for so long. */
  const stepFor = async (ms: number) => {
    for (let passed = 0; passed <= ms; passed += 10 * minuteMs) {
      await step()
      clock.pass(10 * minuteMs)
    }
  }
  return { needs, comparisons, clock, step, stepFor }
}
const away = () => Promise.reject(new MiraklUnavailable('OR14: no whole answer from Mirakl'))

it('ends as failed where Mirakl gives no answer for two hours, says where it stood, and lets the next one begin', async () => {
  const world = await open({ status: away })
  await world.stepFor(2 * hourMs - 20 * minuteMs)
  expect(await world.comparisons.find(first)).toMatchObject({ state: 'running' })
  await world.stepFor(30 * minuteMs)

  expect(await world.comparisons.find(first)).toMatchObject({
    state: 'failed',
    reason: expect.stringMatching(/no further since 2026-03-02T12:.*an export \(OR14\) \(2026-01-01/),
    endedAt: expect.any(String),
  })
  expect(await world.comparisons.running('north')).toMatchObject({ id: second })
})

it('goes on where Mirakl answers again in time, with the whole time before it', async () => {
  let isAway = true
  const world = await open({ status: async () => (isAway ? away() : { state: 'completed', files: ['0'] }) })
  await world.stepFor(hourMs + 30 * minuteMs)
  isAway = false
  await world.step()
  await world.step()
  // Now it waits for polls.
  await world.stepFor(40 * minuteMs)

  expect(await world.comparisons.find(first)).toMatchObject({ state: 'running', readAt: expect.any(String) })
})

it('waits a day for leave to export, since Mirakl exports everything once a day', async () => {
  const world = await open({ start: away })
  await world.stepFor(25 * hourMs)
  expect(await world.comparisons.find(first)).toMatchObject({ state: 'running' })
  await world.stepFor(hourMs)

  expect(await world.comparisons.find(first)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('OR13'),
  })
})

it('ends as failed where single orders are refused for two hours', async () => {
  const world = await open()
  world.needs.view.ordersAfter = away
  await world.stepFor(2 * hourMs + 30 * minuteMs)

  expect(await world.comparisons.find(first)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('OR11'),
  })
})

it('gives up a file that drips for ever, and takes nothing of it any more', async () => {
  vi.useFakeTimers()
  let isClosed = false
  const world = await open({
    async *orders() {
      try {
        for (let n = 0; ; n += 1) {
          await new Promise((resolve) => setTimeout(resolve, minuteMs))
          yield rawOrder({ order_id: `O${n}-A`, last_updated_date: '2026-02-19T10:00:00Z' })
        }
      } finally {
        isClosed = true
      }
    },
  })
  await world.step()
  await world.step()
  const reading = world.step()
  await vi.advanceTimersByTimeAsync(2 * hourMs - minuteMs)
  expect(await world.comparisons.find(first)).toMatchObject({ state: 'running' })
  world.clock.pass(2 * hourMs)
  await vi.advanceTimersByTimeAsync(2 * minuteMs)
  await reading

  expect(await world.comparisons.find(first)).toMatchObject({
    state: 'failed',
    reason: expect.stringContaining('OR15'),
  })
  await vi.advanceTimersByTimeAsync(4 * hourMs)
  expect(isClosed).toBe(true)
  expect(await world.comparisons.see(first, ['north:order:O0-A'])).toBe(1)
})
