import { beforeEach, describe, expect, it } from 'vitest'
import type { Clock } from './memory-rate-tiers.js'
import type { RateTiers } from './rate-tiers.js'

const started = Date.parse('2026-11-20T12:00:00Z')
const seconds = 1_000

/** A clock that stands until it is moved; whoever waits goes on when it has moved far enough. */
const standingClock = () => {
  let at = started
  let waiting: { readonly until: number; readonly go: () => void }[] = []
  const clock: Clock = {
    now: () => new Date(at),
    wait: (ms) => new Promise((resolve) => void waiting.push({ until: at + ms, go: resolve })),
  }
  const settled = () => new Promise((resolve) => void setImmediate(resolve))
  const advance = async (ms: number) => {
    at += ms
    const due = waiting.filter(({ until }) => until <= at)
    waiting = waiting.filter(({ until }) => until > at)
    for (const { go } of due) go()
    await settled()
  }
  return { clock, advance, settled }
}

/** What all tiers must do, wherever they keep what they know; `open` gives fresh ones that know nothing. */
export const rateTiersContract = (open: (clock: Clock) => RateTiers): void => {
  let tiers: RateTiers
  let advance: (ms: number) => Promise<void>
  let settled: () => Promise<unknown>

  beforeEach(() => {
    const standing = standingClock()
    tiers = open(standing.clock)
    advance = standing.advance
    settled = standing.settled
  })

  const rate = (remaining: number, resetAfterMs = 60 * seconds, limit = 3) => ({
    tier: 'lowCallRate',
    limit,
    remaining,
    resetAt: new Date(started + resetAfterMs),
  })

  /** Asks to enter so many times at once; tells how many were let in so far. */
  const asking = (count: number, tier: 'low' | 'high' = 'low') => {
    let entered = 0
    for (let caller = 0; caller < count; caller += 1) void tiers.enter(tier).then(() => (entered += 1))
    return { entered: () => entered }
  }

  it('let everybody in while nothing is known', async () => {
    const callers = asking(100)
    await settled()

    expect(callers.entered()).toBe(100)
  })

  it('hold callers until the reset when a tier is used up, and no other tier', async () => {
    tiers.told('low', rate(0))
    const held = asking(1)
    const others = asking(5, 'high')
    await advance(59 * seconds)

    expect([held.entered(), others.entered()]).toEqual([0, 5])
    await advance(1 * seconds)
    expect(held.entered()).toBe(1)
  })

  it('let in as many at once as are left, and the rest minute by minute', async () => {
    tiers.told('low', rate(2))
    const callers = asking(7)
    await settled()

    expect(callers.entered()).toBe(2)
    await advance(60 * seconds)
    expect(callers.entered()).toBe(5)
    await advance(60 * seconds)
    expect(callers.entered()).toBe(7)
  })

  it('do not give back what calls under way have taken', async () => {
    tiers.told('low', rate(2))
    await tiers.enter('low')
    await tiers.enter('low')
    tiers.told('low', rate(1))
    const held = asking(1)
    await settled()

    expect(held.entered()).toBe(0)
  })

  it('do not give back what calls under way have taken of a minute that began after a pause', async () => {
    tiers.told('low', rate(3))
    await advance(62 * seconds)
    const callers = asking(5)
    await settled()
    tiers.told('low', rate(2, 120 * seconds))
    const late = asking(1)
    await settled()

    expect([callers.entered(), late.entered()]).toEqual([3, 0])
    await advance(58 * seconds)
    expect([callers.entered(), late.entered()]).toEqual([5, 1])
  })

  it('go by the answer where a minute that began after a pause is over', async () => {
    tiers.told('low', rate(3))
    await advance(62 * seconds)
    for (let call = 0; call < 3; call += 1) await tiers.enter('low')
    await advance(61 * seconds)
    tiers.told('low', rate(2, 180 * seconds))
    const callers = asking(3)
    await settled()

    expect(callers.entered()).toBe(2)
  })

  it('learn of calls that others make with the account', async () => {
    tiers.told('low', rate(3))
    tiers.told('low', rate(0))
    const held = asking(1)
    await settled()

    expect(held.entered()).toBe(0)
  })

  it('learn a limit that was changed', async () => {
    tiers.told('low', rate(0, 60 * seconds, 3))
    await advance(60 * seconds)
    tiers.told('low', rate(5, 120 * seconds, 6))
    const callers = asking(9)
    await settled()

    expect(callers.entered()).toBe(5)
    await advance(60 * seconds)
    expect(callers.entered()).toBe(9)
  })

  describe('told that a tier is used up', () => {
    it('hold it until then, and no other', async () => {
      tiers.exhausted('low', new Date(started + 20 * seconds))
      const held = asking(1)
      const others = asking(1, 'high')
      await advance(19 * seconds)

      expect([held.entered(), others.entered()]).toEqual([0, 1])
      await advance(1 * seconds)
      expect(held.entered()).toBe(1)
    })

    it.each([
      ['nobody said until when', undefined],
      ['the time said has passed, as when the clocks differ', new Date(started - 1)],
      ['the time said is far off, as when the clocks differ', new Date(started + 3600 * seconds)],
    ])('hold it for a minute where %s', async (_what, until) => {
      tiers.exhausted('low', until)
      const held = asking(1)
      await advance(59 * seconds)

      expect(held.entered()).toBe(0)
      await advance(1 * seconds)
      expect(held.entered()).toBe(1)
    })

    it('never cut a longer rest short', async () => {
      tiers.exhausted('low', new Date(started + 50 * seconds))
      tiers.exhausted('low', new Date(started + 5 * seconds))
      const held = asking(1)
      await advance(49 * seconds)

      expect(held.entered()).toBe(0)
    })
  })

  it('hold everybody for a minute where the calls of the hour are used up', async () => {
    tiers.exhausted('account', undefined)
    const low = asking(1)
    const high = asking(1, 'high')
    await advance(59 * seconds)

    expect([low.entered(), high.entered()]).toEqual([0, 0])
    await advance(1 * seconds)
    expect([low.entered(), high.entered()]).toEqual([1, 1])
  })
}
