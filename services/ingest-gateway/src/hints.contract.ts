import { beforeEach, expect, it } from 'vitest'
import type { Hints } from './ports.js'
import { type Clock, clockAt } from './testing/clock.js'

/** What every keeper of hints keeps to; each test begins with an empty one. */
export const hintsContract = (open: (now: () => Date) => Promise<Hints>): void => {
  let hints: Hints
  let clock: Clock
  beforeEach(async () => {
    clock = clockAt('2026-03-01T12:00:00Z')
    hints = await open(clock.now)
  })

  it('keeps one hint for an order, however often it was hinted at', async () => {
    await hints.note('north', ['O1', 'O2', 'O1'])
    await hints.note('north', ['O1'])
    clock.pass(1)

    expect(await hints.count()).toBe(2)
    expect([...(await hints.oldest('north', 10)).orderIds].toSorted()).toEqual(['O1', 'O2'])
  })

  it('hands out the oldest first, of one marketplace', async () => {
    for (const id of ['O3', 'O1', 'O2']) {
      await hints.note('north', [id])
      clock.pass(1)
    }
    await hints.note('south', ['O9'])
    clock.pass(1)

    expect((await hints.oldest('north', 2)).orderIds).toEqual(['O3', 'O1'])
  })

  it('does not forget what was hinted at again while it was read back', async () => {
    await hints.note('north', ['O1', 'O2'])
    clock.pass(1)
    const { orderIds, asOf } = await hints.oldest('north', 10)
    await hints.note('north', ['O2'])
    await hints.forget('north', orderIds, asOf)
    clock.pass(1)

    expect((await hints.oldest('north', 10)).orderIds).toEqual(['O2'])
  })

  it('keeps every hint of many webhooks that come at once', async () => {
    const ids = Array.from({ length: 200 }, (_none, index) => `O${index % 150}`)
    await Promise.all(ids.map((id, index) => hints.note(index % 2 === 0 ? 'north' : 'south', [id, 'O0'])))

    clock.pass(1)
    const kept = [await hints.oldest('north', 1_000), await hints.oldest('south', 1_000)]
    expect(kept.map(({ orderIds }) => orderIds.length)).toEqual([75, 76])
  })

  it('takes a webhook that names nothing for nothing', async () => {
    await hints.note('north', [])
    await hints.forget('north', [], '2026-03-01T12:00:00.000Z')

    expect(await hints.count()).toBe(0)
  })
}
