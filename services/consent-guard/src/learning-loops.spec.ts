import { parseConcordConfig, silentLog } from '@concord/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import type { Learner } from './learn.js'
import { learningLoops } from './learning-loops.js'

const { accounts } = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed, suppressionsEverySeconds: 60 }
`)

describe('what is done again and again for an account', () => {
  beforeEach(() => void vi.useFakeTimers())
  afterEach(() => vi.useRealTimers())

  const running = (learn: () => Promise<void> = async () => undefined) => {
    const done = { learn: 0, mend: 0, reread: 0, read: 0 }
    const count = (what: keyof typeof done) => async () => void (done[what] += 1)
    const learner: Learner = {
      learn: () => learn().then(count('learn')),
      reread: count('reread'),
      mend: count('mend'),
      hear: async () => undefined,
      figures: async () => ({}),
    }
    if (accounts['main'] === undefined) throw new Error('there is no account')
    const loops = learningLoops({ account: accounts['main'], learner, log: silentLog, onRead: count('read') })
    loops.forEach((loop) => loop.start())
    return { done, stop: () => Promise.all(loops.map((loop) => loop.stop())) }
  }

  it('begins at once: Dotdigital is read, which is told, and the set is mended after it', async () => {
    const { done, stop } = running()
    await vi.advanceTimersByTimeAsync(0)
    await stop()

    expect(done).toEqual({ learn: 1, mend: 2, reread: 1, read: 1 })
  })

  it('is a reading at the pace of the account, a look at the set every other second, and one for what is gone', async () => {
    const { done, stop } = running()
    await vi.advanceTimersByTimeAsync(0)
    await vi.advanceTimersByTimeAsync(59_000)
    expect([done.learn, done.mend, done.reread]).toEqual([1, 31, 1])
    await vi.advanceTimersByTimeAsync(1_001)
    expect([done.learn, done.read]).toEqual([2, 2])
    await vi.advanceTimersByTimeAsync(540_000)
    await stop()

    expect(done.reread).toBe(2)
  })

  it('goes on though Dotdigital is away; then nothing was read', async () => {
    const { done, stop } = running(() => Promise.reject(new Error('away')))
    await vi.advanceTimersByTimeAsync(10_000)
    await stop()

    expect(done).toEqual({ learn: 0, mend: 6, reread: 1, read: 0 })
  })
})
