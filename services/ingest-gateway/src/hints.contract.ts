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

  const idsOf = async (marketplace: string, limit: number) =>
    (await hints.oldest(marketplace, limit)).map(({ orderId }) => orderId)

  it('forgets what was noted before an instant, and nothing that came at it or later', async () => {
    await hints.note('north', ['O1', 'O2'])
    const before = new Date(clock.pass(1)).toISOString()
    await hints.note('north', ['O2', 'O3'])
    await hints.forgetOlder('north', ['O1', 'O2', 'O3'], before)

    expect((await idsOf('north', 10)).toSorted()).toEqual(['O2', 'O3'])
  })

  it('keeps one hint for an order, however often it was hinted at', async () => {
    await hints.note('north', ['O1', 'O2', 'O1'])
    await hints.note('north', ['O1'])
    clock.pass(1)

    expect(await hints.count()).toBe(2)
    expect((await idsOf('north', 10)).toSorted()).toEqual(['O1', 'O2'])
  })

  it('knows of each whether it was asked for, until it is read back', async () => {
    await hints.ask('north', ['O1'])
    await hints.note('north', ['O1', 'O2'])
    const asked = async () => (await hints.oldest('north', 10)).map(({ orderId, isAsked }) => `${orderId} ${isAsked}`)

    expect((await asked()).toSorted()).toEqual(['O1 true', 'O2 false'])
    await hints.forgetOlder('north', ['O1', 'O2'], new Date(clock.pass(1)).toISOString())
    expect(await asked()).toEqual(['O1 true'])
    await hints.forget('north', await hints.oldest('north', 10))
    await hints.note('north', ['O1'])
    expect(await asked()).toEqual(['O1 false'])
  })

  it('keeps in mind that an order is asked for, whoever hints at it', async () => {
    await Promise.all([hints.note('north', ['O1']), hints.ask('north', ['O1']), hints.note('north', ['O1'])])

    expect(await hints.oldest('north', 10)).toMatchObject([{ orderId: 'O1', isAsked: true }])
  })

  it('hands out the oldest first, of one marketplace', async () => {
    for (const id of ['O3', 'O1', 'O2']) {
      await hints.note('north', [id])
      clock.pass(1)
    }
    await hints.note('south', ['O9'])
    clock.pass(1)

    expect(await idsOf('north', 2)).toEqual(['O3', 'O1'])
  })

  it('hands out behind all others what only mends, unless it is hinted at otherwise', async () => {
    await hints.repair('north', ['O1', 'O2'])
    clock.pass(1)
    await hints.note('north', ['O2', 'O3'])
    clock.pass(1)
    await hints.repair('north', ['O3'])
    const handed = (await hints.oldest('north', 10)).map(({ orderId, isRepair }) => `${orderId} ${isRepair}`)

    expect(handed).toEqual(['O2 false', 'O3 false', 'O1 true'])
  })

  it('does not forget what was hinted at again while it was read back, be it by a clock that is behind', async () => {
    await hints.note('north', ['O1', 'O2'])
    clock.pass(1)
    const read = await hints.oldest('north', 10)
    clock.pass(-500)
    await hints.note('north', ['O2'])
    await hints.forget('north', read)

    expect(await idsOf('north', 10)).toEqual(['O2'])
  })

  it('keeps every hint of many webhooks that come at once', async () => {
    const ids = Array.from({ length: 200 }, (_none, index) => `O${index % 150}`)
    await Promise.all(ids.map((id, index) => hints.note(index % 2 === 0 ? 'north' : 'south', [id, 'O0'])))

    clock.pass(1)
    const kept = [await idsOf('north', 1_000), await idsOf('south', 1_000)]
    expect(kept.map(({ length }) => length)).toEqual([75, 76])
  })

  it('takes a webhook that names nothing for nothing', async () => {
    await hints.note('north', [])
    await hints.forget('north', [])
    await hints.forgetOlder('north', [], '2026-03-01T12:00:00.000Z')

    expect(await hints.count()).toBe(0)
  })
}
