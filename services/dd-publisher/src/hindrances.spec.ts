import { describe, expect, it } from 'vitest'
import { AccountConflict } from './errors.js'
import { createHindrances } from './hindrances.js'
import { NotNow } from './testing/not-now.js'

const scene = () => {
  let clock = 0
  const lines: unknown[] = []
  const note =
    (level: string) =>
    (event: string, { failure, ...fields }: Readonly<Record<string, unknown>> = {}): void =>
      void lines.push([level, event, fields, (failure as Error | undefined)?.message])
  const log = { info: note('info'), warn: note('warn'), error: note('error') }
  const hindrances = createHindrances({ account: { id: 'main' }, log, now: () => new Date(clock) })
  const tried: number[] = []
  return {
    ...{ hindrances, lines, tried },
    pass: (ms: number) => void (clock += ms),
    /** Tries the work, which fails with this, or else finds something to do. */
    attempt: (failure?: Error, work: 'order' | 'contact' = 'order') =>
      hindrances.attempt(work, async () => {
        tried.push(clock)
        if (failure !== undefined) throw failure
        return true
      }),
  }
}

describe('work that is in vain for now', () => {
  it('is no failure, and is left alone until its time', async () => {
    const { attempt, tried, pass } = scene()
    expect(await attempt(new NotNow('quota', 8_000))).toBe(false)
    pass(7_999)
    expect(await attempt()).toBe(false)
    pass(1)
    expect(await attempt()).toBe(true)
    expect(tried).toEqual([0, 8_000])
  })

  it.each([
    ['five seconds where nobody says', undefined, 5_000],
    ['a second at least', 10, 1_000],
    ['half a minute at most, since asking costs nothing', 3_600_000, 30_000],
  ])('rests for %s', async (_what, retryAfterMs, restMs) => {
    const { attempt, tried, pass } = scene()
    await attempt(new NotNow('circuit-open', retryAfterMs))
    pass(restMs - 1)
    await attempt()
    pass(1)
    await attempt()
    expect(tried).toEqual([0, restMs])
  })

  it('holds back no other', async () => {
    const { attempt } = scene()
    await attempt(new NotNow('quota'))
    expect(await attempt(undefined, 'contact')).toBe(true)
  })

  it('is one line when it begins and one when it ends', async () => {
    const { attempt, lines, pass } = scene()
    for (const failure of [new NotNow('quota'), new NotNow('circuit-open'), undefined, undefined]) {
      await attempt(failure)
      pass(5_000)
    }
    expect(lines).toEqual([
      ['warn', 'dotdigital.waiting', { account: 'main', work: 'order', reason: 'quota' }, 'Not now'],
      ['info', 'dotdigital.resumed', { account: 'main', work: 'order', waitedMs: 10_000 }, undefined],
    ])
  })

  it('is told each time it turned out so, and once', async () => {
    const { attempt, hindrances, pass } = scene()
    await attempt(new NotNow('quota'))
    await attempt(new NotNow('circuit-open'), 'contact')
    await attempt()
    expect(hindrances.found()).toEqual([
      { work: 'order', outcome: { state: 'waiting', reason: 'quota' } },
      { work: 'contact', outcome: { state: 'waiting', reason: 'circuit-open' } },
    ])
    expect(hindrances.found()).toEqual([])
    pass(5_000)
    await attempt(new NotNow('quota'))
    expect(hindrances.found()).toHaveLength(1)
  })

  it('is told as refused where something in the account is in its way', async () => {
    const { attempt, hindrances, lines } = scene()
    expect(await attempt(new AccountConflict('the field is a text'))).toBe(false)
    expect(hindrances.found()).toEqual([
      {
        work: 'order',
        outcome: { state: 'waiting', reason: 'rejected-by-dotdigital', detail: 'the field is a text' },
      },
    ])
    expect(lines).toEqual([
      [
        'warn',
        'dotdigital.waiting',
        { account: 'main', work: 'order', reason: 'rejected-by-dotdigital' },
        'Nothing is written of what depends on it: the field is a text.',
      ],
    ])
  })
})

it.each([new NotNow(undefined, 1_000), new Error('a bug')])('any other failure goes on: %s', async (failure) => {
  const { attempt, hindrances, tried } = scene()
  await expect(attempt(failure)).rejects.toBe(failure)
  await expect(attempt(failure)).rejects.toBe(failure)
  expect([tried.length, hindrances.found()]).toEqual([2, []])
})
