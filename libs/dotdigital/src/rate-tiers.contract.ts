import { beforeEach, describe, expect, it } from 'vitest'
import type { RateTiers, Tier } from './rate-tiers.js'

/** Fresh tiers that know nothing, and a clock for them that only the test moves. */
export interface TiersUnderTest {
  readonly tiers: RateTiers
  readonly now: () => Date
  readonly pass: (ms: number) => Promise<void>
}

const seconds = 1_000

/** What all tiers must do, wherever they keep what they know. A minute is given a second of grace. */
export const rateTiersContract = (open: () => Promise<TiersUnderTest>): void => {
  let tiers: RateTiers
  let pass: TiersUnderTest['pass']
  let started: number

  beforeEach(async () => {
    const opened = await open()
    tiers = opened.tiers
    pass = opened.pass
    started = opened.now().getTime()
  })

  const rate = (remaining: number, resetAfterMs = 60 * seconds, limit = 3) => ({
    tier: 'lowCallRate',
    limit,
    remaining,
    resetAt: new Date(started + resetAfterMs),
  })

  /** Asks for so many calls at once; tells how many may be made. */
  const taken = async (count: number, tier: Tier = 'low'): Promise<number> => {
    const holds = await Promise.all(Array.from({ length: count }, () => tiers.take(tier)))
    return holds.filter((hold) => hold === undefined).length
  }

  /** In whole seconds, since in an adapter a moment may pass that the clock does not show. */
  const waitOf = async (tier: Tier = 'low'): Promise<readonly [number, string] | undefined> => {
    const hold = await tiers.take(tier)
    return hold && [Math.ceil(hold.waitMs / seconds), hold.usedUp]
  }

  it('let everybody in while nothing is known', async () => {
    expect(await taken(100)).toBe(100)
  })

  it('hold calls back until the reset when a tier is used up, and say so, and no other tier', async () => {
    tiers.told('low', rate(0))

    expect(await waitOf('low')).toEqual([61, 'low'])
    expect(await taken(5, 'high')).toBe(5)
    await pass(60 * seconds)
    expect(await waitOf('low')).toEqual([1, 'low'])
    await pass(1 * seconds)
    expect(await waitOf('low')).toBeUndefined()
  })

  it('let in as many as are left, and minute by minute as many as the limit says', async () => {
    tiers.told('low', rate(2))

    expect(await taken(7)).toBe(2)
    await pass(61 * seconds)
    expect(await taken(7)).toBe(3)
    await pass(61 * seconds)
    expect(await taken(7)).toBe(3)
  })

  it('remember the limit over a pause of hours', async () => {
    tiers.told('low', rate(2))
    await pass(8 * 3_600 * seconds)

    expect(await taken(7)).toBe(3)
  })

  it('take nothing where they hold back', async () => {
    tiers.told('low', rate(2))
    tiers.exhausted('low', 5 * seconds)
    expect(await taken(9)).toBe(0)
    await pass(5 * seconds)

    expect(await taken(9)).toBe(2)
  })

  it('do not give back what calls under way have taken', async () => {
    tiers.told('low', rate(2))
    await taken(2)
    tiers.told('low', rate(1))

    expect(await taken(1)).toBe(0)
  })

  it('do not give back what calls under way have taken of a minute that began after a pause', async () => {
    tiers.told('low', rate(3))
    await pass(62 * seconds)
    expect(await taken(5)).toBe(3)
    tiers.told('low', rate(2, 120 * seconds))

    expect(await waitOf()).toEqual([59, 'low'])
    await pass(59 * seconds)
    expect(await taken(5)).toBe(3)
  })

  it('go by the answer where a minute that began after a pause is over', async () => {
    tiers.told('low', rate(3))
    await pass(62 * seconds)
    await taken(3)
    await pass(62 * seconds)
    tiers.told('low', rate(2, 180 * seconds))

    expect(await taken(3)).toBe(2)
  })

  it('go by the next minute once an answer tells of it', async () => {
    tiers.told('low', rate(0))
    await pass(60.5 * seconds)
    tiers.told('low', rate(2, 120 * seconds))

    expect(await taken(3)).toBe(2)
  })

  it('are not led back by an answer of the minute before that comes late', async () => {
    tiers.told('low', rate(3, 30 * seconds))
    tiers.told('low', rate(0, 60 * seconds))
    tiers.told('low', rate(2, 30 * seconds))

    expect(await waitOf()).toEqual([61, 'low'])
  })

  it('learn of calls that others make with the account', async () => {
    tiers.told('low', rate(3))
    tiers.told('low', rate(1))

    expect(await taken(2)).toBe(1)
  })

  it('learn a limit that was changed', async () => {
    tiers.told('low', rate(0, 60 * seconds, 3))
    await pass(61 * seconds)
    tiers.told('low', rate(5, 120 * seconds, 6))

    expect(await taken(9)).toBe(5)
    await pass(60 * seconds)
    expect(await taken(9)).toBe(6)
  })

  it.each([
    ['ends in the past', 0, 3, -1],
    ['ends too late', 0, 3, 62 * seconds],
    ['has no calls at all', 0, 0, 60 * seconds],
  ])('do not believe in a minute that %s', async (_what, remaining, limit, resetAfterMs) => {
    tiers.told('low', rate(remaining, resetAfterMs, limit))

    expect(await taken(9)).toBe(9)
  })

  describe('told that a tier is used up', () => {
    it('hold it as long as that, and no other', async () => {
      tiers.exhausted('low', 20 * seconds)

      expect(await waitOf('low')).toEqual([20, 'low'])
      expect(await taken(1, 'high')).toBe(1)
      await pass(20 * seconds)
      expect(await taken(1)).toBe(1)
    })

    it('never cut a longer rest short, and rest for longer than a minute', async () => {
      tiers.told('low', rate(0))
      tiers.exhausted('low', 90 * seconds)
      tiers.exhausted('low', 5 * seconds)

      expect(await waitOf()).toEqual([90, 'low'])
    })
  })

  it('hold every tier where the calls of the hour are used up, and say so', async () => {
    tiers.exhausted('account', 61 * seconds)

    expect([await waitOf('low'), await waitOf('unlimited')]).toEqual([
      [61, 'account'],
      [61, 'account'],
    ])
    await pass(61 * seconds)
    expect([await taken(1), await taken(1, 'unlimited')]).toEqual([1, 1])
  })

  it('name whichever rests longer, the tier or the account', async () => {
    tiers.exhausted('account', 30 * seconds)
    tiers.exhausted('low', 60 * seconds)

    expect([await waitOf('low'), await waitOf('high')]).toEqual([
      [60, 'low'],
      [30, 'account'],
    ])
  })
}
