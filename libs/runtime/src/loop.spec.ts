import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Log } from './log.js'
import { createLoop } from './loop.js'

/** A task whose runs end when they are told to. */
const slowTask = () => {
  const ending: ((foundWork: boolean) => void)[] = []
  let most = 0
  return {
    task: () =>
      new Promise<boolean>((resolve) => {
        ending.push(resolve)
        most = Math.max(most, ending.length)
      }),
    endOne: async (foundWork = false) => {
      ending.shift()?.(foundWork)
      await vi.advanceTimersByTimeAsync(0)
    },
    underWay: () => ending.length,
    mostAtOnce: () => most,
  }
}
const failuresIn = (lines: string[]): Log => ({
  info: () => undefined,
  warn: () => undefined,
  error: (event) => void lines.push(event),
})
const loopOf = (task: () => Promise<boolean>, lines: string[] = []) =>
  createLoop({ name: 'relay', everyMs: 1_000, log: failuresIn(lines), task })
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('a loop', () => {
  it('runs at once, then at its pace', async () => {
    const task = vi.fn(async () => false)
    const loop = loopOf(task)

    await pass(5_000)
    expect(task).toHaveBeenCalledTimes(0)
    loop.start()
    await pass(0)
    expect(task).toHaveBeenCalledTimes(1)
    await pass(999)
    expect(task).toHaveBeenCalledTimes(1)
    await pass(1)
    expect(task).toHaveBeenCalledTimes(2)
    await loop.stop()
  })

  it('runs again at once as long as it finds work', async () => {
    const found = [true, true, true, false]
    const task = vi.fn(async () => found.shift() ?? false)
    const loop = loopOf(task)

    loop.start()
    await pass(0)

    expect(task).toHaveBeenCalledTimes(4)
    await loop.stop()
  })

  it('runs when poked, instead of when its time has come', async () => {
    const task = vi.fn(async () => false)
    const loop = loopOf(task)
    loop.start()
    await pass(400)

    loop.poke()
    await pass(0)
    expect(task).toHaveBeenCalledTimes(2)
    await pass(999)
    expect(task).toHaveBeenCalledTimes(2)
    await pass(1)
    expect(task).toHaveBeenCalledTimes(3)
    await loop.stop()
  })

  it('runs once more after a run in which it was poked, however often', async () => {
    const { task, endOne, underWay, mostAtOnce } = slowTask()
    const loop = loopOf(task)
    loop.start()
    await pass(0)

    loop.poke()
    loop.poke()
    await pass(10_000)
    expect(underWay()).toBe(1)
    await endOne()
    expect(underWay()).toBe(1)
    await endOne()
    expect(underWay()).toBe(0)
    expect(mostAtOnce()).toBe(1)
    await loop.stop()
  })

  it('never runs twice at a time, even where it is started twice or again before it has stopped', async () => {
    const { task, endOne, mostAtOnce } = slowTask()
    const loop = loopOf(task)
    loop.start()
    loop.start()
    await pass(0)
    void loop.stop()
    loop.start()

    for (let run = 0; run < 5; run += 1) {
      await pass(1_000)
      await endOne()
    }

    expect(mostAtOnce()).toBe(1)
    const stopping = loop.stop()
    await endOne()
    await stopping
  })

  it('rests longer after each failure, up to half a minute, and no poke cuts that short', async () => {
    const lines: string[] = []
    const startedAt: number[] = []
    const loop = loopOf(async () => {
      startedAt.push(Date.now())
      throw new Error('away')
    }, lines)
    loop.start()

    for (let second = 0; second < 200; second += 1) {
      loop.poke()
      await pass(1_000)
    }
    await loop.stop()

    const rests = startedAt.slice(1).map((at, index) => at - (startedAt[index] ?? 0))
    expect(rests.slice(0, 8)).toEqual([1_000, 2_000, 4_000, 8_000, 16_000, 30_000, 30_000, 30_000])
    expect(lines).toHaveLength(startedAt.length)
    expect(new Set(lines)).toEqual(new Set(['relay failed']))
  })

  it('is back at its pace as soon as a run succeeds', async () => {
    let isAway = true
    const task = vi.fn(async () => {
      if (isAway) throw new Error('away')
      return false
    })
    const loop = loopOf(task)
    loop.start()
    await pass(3_000)
    isAway = false
    await pass(4_000)
    const calls = task.mock.calls.length

    await pass(1_000)
    loop.poke()
    await pass(0)

    expect(task).toHaveBeenCalledTimes(calls + 2)
    await loop.stop()
  })
})

describe('stopping', () => {
  it('waits for the run in hand, and lets no other begin', async () => {
    const { task, endOne, underWay } = slowTask()
    const loop = loopOf(task)
    loop.start()
    await pass(0)
    let hasStopped = false
    const stopping = loop.stop().then(() => (hasStopped = true))

    await pass(10_000)
    expect(hasStopped).toBe(false)
    await endOne(true)
    await stopping

    loop.poke()
    await pass(10_000)
    expect(underWay()).toBe(0)
  })

  it.each([
    ['a rest', async () => false],
    ['the rest after a failure', () => Promise.reject(new Error('away'))],
  ])('does not wait for %s to be over', async (_what, task) => {
    const loop = loopOf(task)
    loop.start()
    await pass(10)

    await loop.stop()

    expect(vi.getTimerCount()).toBe(0)
  })

  it('is done at once where nothing was started, and may be followed by a start', async () => {
    const task = vi.fn(async () => false)
    const loop = loopOf(task)
    await loop.stop()
    loop.start()
    await pass(0)
    await loop.stop()
    await loop.stop()

    expect(task).toHaveBeenCalledTimes(1)
  })
})
