import { silentLog } from '@concord/runtime'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { leaseContract } from './lease.contract.js'
import { keepLease, type LeaseKeeper } from './lease-keeper.js'
import type { Leases, Term } from './lease.js'
import { memoryLeases } from './testing/memory-leases.js'

describe('leases in memory', () =>
  leaseContract(async () => {
    let at = 0
    const pass = async (howFar: string) => void (at += howFar === 'a while' ? 400 : 1_100)
    return { leases: memoryLeases(1_000, () => at), pass }
  }))

const lastsMs = 8_000
const pass = (ms: number) => vi.advanceTimersByTimeAsync(ms)

beforeEach(() => void vi.useFakeTimers())
afterEach(() => void vi.useRealTimers())

describe('keeping a lease', () => {
  let leases: Leases
  let working: string[]
  let keepers: LeaseKeeper[]
  let ended: string[]
  beforeEach(() => {
    leases = memoryLeases(lastsMs, () => Date.now())
    working = []
    ended = []
    keepers = []
  })
  afterEach(() => Promise.all(keepers.map((keeper) => keeper.stop())))

  /** A replica; `port` may be one that fails, `clock` one that stood still. */
  const replica = (holder: string, { port = leases, clock = () => Date.now() } = {}) => {
    const terms: Term[] = []
    const work = (term: Term): Promise<void> => {
      working.push(holder)
      terms.push(term)
      return new Promise((resolve) => {
        term.signal.addEventListener('abort', () => {
          working.splice(working.indexOf(holder), 1)
          ended.push(`${holder}: ${(term.signal.reason as Error).name}`)
          resolve()
        })
      })
    }
    const keeper = keepLease({ leases: port, marketplace: 'north', holder, lastsMs, log: silentLog, work, clock })
    keepers.push(keeper)
    keeper.start()
    return { keeper, terms }
  }

  it('lets one of several replicas work, for as long as it lives', async () => {
    for (const holder of ['one', 'two', 'three']) replica(holder)
    await pass(0)
    const [first] = working
    await pass(10 * lastsMs)

    expect(working).toEqual([first])
    expect(ended).toEqual([])
  })

  it('hands it on at once at a stop', async () => {
    const { keeper } = replica('one')
    await pass(0)
    replica('two')
    await pass(lastsMs)
    await keeper.stop()
    await pass(lastsMs / 5)

    expect(working).toEqual(['two'])
    expect(ended).toEqual(['one: TermEnded'])
    expect(keeper.isHeld()).toBe(false)
  })

  it('waits for work that does not end no longer than five seconds, then hands it on', async () => {
    const keeper = keepLease({
      ...{ leases, marketplace: 'north', holder: 'one', lastsMs, log: silentLog, clock: () => Date.now() },
      work: () => new Promise(() => undefined),
    })
    keeper.start()
    await pass(0)
    replica('two')
    let isStopped = false
    const stopping = keeper.stop().then(() => void (isStopped = true))
    await pass(4_900)
    expect([isStopped, working]).toEqual([false, []])
    await pass(100 + lastsMs / 5)
    await stopping

    expect([isStopped, working]).toEqual([true, ['two']])
    expect(vi.getTimerCount()).toBe(1)
  })

  it('hands it on within ten seconds of a death', async () => {
    // A process that is dead renews nothing and gives nothing back.
    await leases.take('north', 'dead')
    replica('two')
    await pass(lastsMs - 1)
    expect(working).toEqual([])
    await pass(10_000 - lastsMs + 1)

    expect(working).toEqual(['two'])
  })

  it('goes on through a database that is away for a moment', async () => {
    let isAway = false
    const renew: Leases['renew'] = (lease) => (isAway ? Promise.reject(new Error('away')) : leases.renew(lease))
    replica('one', { port: { ...leases, renew } })
    await pass(0)
    isAway = true
    await pass(lastsMs / 2)
    isAway = false
    await pass(3 * lastsMs)

    expect(working).toEqual(['one'])
    expect(ended).toEqual([])
  })

  it('stops working before somebody else can have it, when it cannot be renewed, and comes back with the database', async () => {
    let isAway = false
    const unless = <T>(answer: () => Promise<T>) => (isAway ? Promise.reject(new Error('away')) : answer())
    replica('one', {
      port: {
        take: (...asked) => unless(() => leases.take(...asked)),
        renew: (lease) => unless(() => leases.renew(lease)),
        release: (lease) => unless(() => leases.release(lease)),
      },
    })
    await pass(0)
    isAway = true
    await pass(lastsMs + lastsMs / 3)
    expect(working).toEqual([])
    expect(ended).toEqual(['one: LeaseLost'])
    isAway = false
    await pass(lastsMs / 5)

    expect(working).toEqual(['one'])
  })

  const never = () => new Promise<never>(() => undefined)

  it('waits for no renewal that never comes', async () => {
    let isMute = false
    const mute = <T>(answer: () => Promise<T>) => (isMute ? never() : answer())
    const { keeper } = replica('one', {
      port: {
        take: (...given) => mute(() => leases.take(...given)),
        renew: (lease) => mute(() => leases.renew(lease)),
        release: (lease) => mute(() => leases.release(lease)),
      },
    })
    await pass(0)
    isMute = true
    await pass(2 * lastsMs)
    expect(ended).toEqual(['one: LeaseLost'])
    isMute = false
    await pass(2 * lastsMs)
    expect(working).toEqual(['one'])
    isMute = true
    const stopping = keeper.stop()
    await pass(1_000)
    await stopping
  })

  it('stops although the lease is being asked for, and no answer comes', async () => {
    const { keeper } = replica('one', { port: { ...leases, take: never } })
    await pass(0)
    await keeper.stop()

    expect(vi.getTimerCount()).toBe(0)
  })

  it('lets a process that was paused do nothing when it wakes, although no timer has told it yet', async () => {
    let isPaused = false
    const pausedFor = () => (isPaused ? lastsMs : 0)
    const { terms } = replica('one', { clock: () => Date.now() + pausedFor() })
    await pass(0)
    terms[0]?.check()
    isPaused = true

    expect(() => terms[0]?.check()).toThrow(expect.objectContaining({ code: 'lease-lost' }))
    expect(terms[0]?.signal.aborted).toBe(true)
  })

  it('stops working as soon as it learns that somebody else has it', async () => {
    const { keeper } = replica('one', { port: { ...leases, renew: async () => false } })
    await pass(lastsMs / 3 + 1)

    expect(ended).toEqual(['one: LeaseLost'])
    expect(keeper.isHeld()).toBe(false)
  })

  it('waits for the work in hand at a stop', async () => {
    let finish = (): void => undefined
    const work = () => new Promise<void>((resolve) => (finish = resolve))
    const keeper = keepLease({
      leases,
      marketplace: 'north',
      holder: 'one',
      lastsMs,
      log: silentLog,
      work,
      clock: () => Date.now(),
    })
    keeper.start()
    await pass(0)
    let hasStopped = false
    const stopping = keeper.stop().then(() => (hasStopped = true))
    await pass(lastsMs / 2)
    expect(hasStopped).toBe(false)
    expect(await leases.take('north', 'two')).toBeUndefined()
    finish()
    await stopping

    expect(await leases.take('north', 'two')).toBeDefined()
  })
})
