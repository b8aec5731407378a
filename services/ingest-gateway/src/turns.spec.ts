import { RateLimited } from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import fc from 'fast-check'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { TermEnded } from './errors.js'
import { openTerm } from './testing/terms.js'
import { takeTurns, type Task } from './turns.js'

const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)
const seconds = 1_000
const minutes = 60 * seconds

beforeEach(() => void vi.useFakeTimers({ now: new Date('2026-03-01T12:00:00Z') }))
afterEach(() => void vi.useRealTimers())

const recording = () => {
  const lines: string[] = []
  const log: Log = {
    info: (event) => void lines.push(event),
    warn: (event) => void lines.push(event),
    error: (event) => void lines.push(event),
  }
  return { lines, log }
}

const begin = (tasks: readonly Task[], log: Log = recording().log) => {
  const term = openTerm()
  let hasEnded = false
  const running = takeTurns({ marketplace: 'north', tasks, log }, term).then(() => void (hasEnded = true))
  const end = async () => {
    term.end(new TermEnded())
    await running
  }
  return { term, end, hasEnded: () => hasEnded }
}

/** An allowance of one call in so many milliseconds, and who used it when, in seconds from the beginning. */
const allowance = (perMs: number) => {
  const begunAt = Date.now()
  const used: { name: string; at: number }[] = []
  let refused = 0
  let freeAt = 0
  return {
    used,
    refused: () => refused,
    async take(name: string) {
      if (Date.now() < freeAt) {
        refused += 1
        throw new RateLimited('not now', Math.ceil((freeAt - Date.now()) / 1_000))
      }
      freeAt = Date.now() + perMs
      used.push({ name, at: (Date.now() - begunAt) / 1_000 })
    },
  }
}

const taskOf = (name: string, everyMs: number, run: () => Promise<boolean | undefined>): Task => ({
  name,
  everyMs,
  run: async () => (await run()) ?? false,
})

describe('turns', () => {
  it('come to each task at its own pace', async () => {
    const runs: string[] = []
    const note = (name: string, everyMs: number) => taskOf(name, everyMs, async () => void runs.push(name))
    const { end } = begin([note('often', 2 * seconds), note('rarely', 5 * seconds)])

    await pass(10.5 * seconds)

    expect(runs.filter((name) => name === 'often')).toHaveLength(6)
    expect(runs.filter((name) => name === 'rarely')).toHaveLength(3)
    await end()
  })

  it('wait for the allowance as long as told, and ask no more often than that', async () => {
    const shared = allowance(60 * seconds)
    const { end } = begin([taskOf('orders', 10 * seconds, async () => void (await shared.take('orders')))])

    await pass(10 * minutes)

    expect(shared.used.map(({ at }) => at)).toEqual([0, 60, 120, 180, 240, 300, 360, 420, 480, 540, 600])
    expect(shared.refused()).toBe(10)
    await end()
  })

  it('share an allowance of fifteen minutes among all that are due, though hints never end', async () => {
    const shared = allowance(15 * minutes)
    const task = (name: string, everyMs: number, more = false) =>
      taskOf(name, everyMs, async () => (await shared.take(name), more))
    const { end } = begin([
      task('orders', 5 * minutes),
      task('incidents', 5 * minutes),
      task('hints', 5 * seconds, true),
    ])

    await pass(9 * 15 * minutes - 1)

    const names = shared.used.map(({ name }) => name)
    for (const name of ['orders', 'incidents', 'hints']) expect(names.filter((each) => each === name)).toHaveLength(3)
    await end()
  })

  it('give hints what the polls leave, at once where the allowance is free', async () => {
    const shared = allowance(minutes)
    let hints = 0
    const polls = taskOf('orders', 5 * minutes, async () => void (await shared.take('orders')))
    const readBack = taskOf('hints', seconds, async () => {
      if (hints === 0) return false
      await shared.take('hints')
      hints = 0
      return false
    })
    const { end } = begin([polls, readBack])
    await pass(2 * minutes)
    hints = 1
    await pass(2 * seconds)

    expect(shared.used.at(-1)).toMatchObject({ name: 'hints', at: expect.closeTo(120, -1) })
    hints = 1
    await pass(minutes + 2 * seconds)
    expect(shared.used.filter(({ name }) => name === 'hints')).toHaveLength(2)
    await end()
  })

  it('write no line while it is only not their time', async () => {
    const { lines, log } = recording()
    const shared = allowance(60 * seconds)
    const { end } = begin([taskOf('orders', seconds, async () => void (await shared.take('orders')))], log)
    await pass(5 * minutes)

    expect(lines).toEqual([])
    await end()
  })

  it('lets others go between the pages of a walk, and the walk go on where only they must wait', async () => {
    const shared = allowance(minutes)
    let pages = 0
    const walk = taskOf('walk', 60 * minutes, async () => {
      if (pages === 0) await shared.take('walk')
      else shared.used.push({ name: 'further', at: 0 })
      pages += 1
      await new Promise((resolve) => setTimeout(resolve, seconds))
      return pages < 100
    })
    const hints = taskOf('hints', 5 * seconds, async () => void (await shared.take('hints')))
    const { end } = begin([walk, hints])
    await pass(2 * minutes - 1)
    const names = shared.used.map(({ name }) => name)
    await end()

    expect(names.filter((name) => name === 'hints')).toHaveLength(1)
    expect(names.indexOf('hints')).toBeGreaterThan(50)
    expect(pages).toBe(100)
  })

  it('keep a walk that must wait itself behind those that were due before it', async () => {
    const shared = allowance(minutes)
    const task = (name: string) => taskOf(name, seconds, async () => (await shared.take(name), true))
    const { end } = begin([task('one'), task('two'), task('three')])
    await pass(6 * minutes - 1)

    expect(shared.used.map(({ name }) => name)).toEqual(['one', 'two', 'three', 'one', 'two', 'three'])
    await end()
  })

  it('wait an hour at most for what asks for a day, and tell it once, with the seconds', async () => {
    const told: unknown[] = []
    const log: Log = { ...recording().log, warn: (event, fields) => void told.push([event, fields]) }
    let asked = 0
    const limited = taskOf('order poll', seconds, () => {
      asked += 1
      return Promise.reject(new RateLimited('OR11: the allowance is used up', 86_400))
    })
    const { end } = begin([limited], log)
    await pass(3 * 60 * minutes - 1)

    expect(asked).toBe(3)
    expect(told).toEqual([
      [
        'order poll waits long',
        {
          marketplace: 'north',
          reason: 'OR11: the allowance is used up',
          asksSeconds: 86_400,
          waitMs: 3_600_000,
        },
      ],
    ])
    await end()
  })

  it('tell of short waits once they have lasted an hour, and that it works again', async () => {
    const { lines, log } = recording()
    let isLimited = true
    const limited = taskOf('backfill', 10 * seconds, async () => {
      if (isLimited) throw new RateLimited('OR13: another export is still running', 60)
      return false
    })
    const { end } = begin([limited], log)
    await pass(59 * minutes)
    expect(lines).toEqual([])
    await pass(2 * 60 * minutes)
    isLimited = false
    await pass(2 * minutes)

    expect(lines).toEqual(['backfill waits long', 'backfill works again'])
    await end()
  })

  it('tell a failure once, another one too, and that it works again', async () => {
    const { lines, log } = recording()
    let why: string | undefined = 'away'
    let runs = 0
    const failing = taskOf('order poll', seconds, async () => {
      runs += 1
      if (why !== undefined) throw new Error(why)
      return false
    })
    const { end } = begin([failing], log)
    await pass(10 * minutes)
    expect(lines).toEqual(['order poll failed'])
    expect(runs).toBeLessThan(20)
    why = 'refused'
    await pass(2 * minutes)
    why = undefined
    await pass(2 * minutes)

    expect(lines).toEqual(['order poll failed', 'order poll failed', 'order poll works again'])
    await end()
  })

  it('of others go on while one fails', async () => {
    let runs = 0
    const { end } = begin([
      taskOf('broken', seconds, () => Promise.reject(new Error('away'))),
      taskOf('sound', seconds, async () => void (runs += 1)),
    ])
    await pass(10 * seconds)

    expect(runs).toBeGreaterThanOrEqual(10)
    await end()
  })

  it.each([
    ['a rest', async () => false],
    ['the wait for an allowance', () => Promise.reject(new RateLimited('not now', 900))],
    ['the rest after a failure', () => Promise.reject(new Error('away'))],
  ])('end at once with the term, whatever %s has left', async (_what, run) => {
    const { end, hasEnded } = begin([taskOf('orders', minutes, run)])
    await pass(10)
    await end()

    expect(hasEnded()).toBe(true)
    expect(vi.getTimerCount()).toBe(0)
  })

  it('end after the turn in hand, which is not told as a failure when the term ended it', async () => {
    const { lines, log } = recording()
    const { term, hasEnded } = begin(
      [
        {
          name: 'orders',
          everyMs: seconds,
          run: async ({ check }) => {
            await new Promise((resolve) => setTimeout(resolve, 5 * seconds))
            check()
            return false
          },
        },
      ],
      log,
    )
    await pass(seconds)
    term.end(new TermEnded())
    await pass(seconds)
    expect(hasEnded()).toBe(false)
    await pass(5 * seconds)

    expect(hasEnded()).toBe(true)
    expect(lines).toEqual([])
  })

  it('are never all taken by some: whoever is due goes within one round of all', async () => {
    const pace = fc.integer({ min: 1, max: 900 })
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.record({ everySeconds: pace, hasMore: fc.boolean(), pages: fc.integer({ min: 1, max: 20 }) }), {
          minLength: 2,
          maxLength: 5,
        }),
        fc.integer({ min: 1, max: 900 }),
        async (paces, perSeconds) => {
          const shared = allowance(perSeconds * seconds)
          const tasks = paces.map(({ everySeconds, hasMore, pages }, index) => {
            let page = 0
            return taskOf(String(index), everySeconds * seconds, async () => {
              if (page === 0) await shared.take(String(index))
              else await new Promise((resolve) => setTimeout(resolve, seconds))
              page = (page + 1) % pages
              return hasMore || page > 0
            })
          })
          const allPages = paces.reduce((sum, { pages }) => sum + pages, 0)
          const { end } = begin(tasks)
          await pass(5 * 900 * seconds)
          const ending = end()
          await pass(seconds)
          await ending

          paces.forEach(({ everySeconds }, index) => {
            const times = shared.used.filter(({ name }) => name === String(index)).map(({ at }) => at)
            const longest = Math.max(...times.slice(1).map((at, nth) => at - (times[nth] ?? 0)), 0)
            // Its own pace, a call of each of the others, what waiting in whole seconds adds, and pages of a second each.
            expect(longest).toBeLessThanOrEqual(everySeconds + (perSeconds + 1) * (paces.length + 1) + 2 * allPages)
          })
        },
      ),
      { numRuns: 40 },
    )
  })
})
