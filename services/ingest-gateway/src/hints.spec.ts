import { RequestRefused } from '@concord/mirakl'
import { beforeEach, describe, expect, it } from 'vitest'
import type { Accept } from './accept.js'
import { hintsContract } from './hints.contract.js'
import { createReadBack, type ReadBack } from './hints.js'
import type { MarketplaceSource } from './polling-ports.js'
import type { Hints, Observation } from './ports.js'
import { idOf } from './sightings.js'
import { type Clock, clockAt } from './testing/clock.js'
import { memoryHints } from './testing/memory-hints.js'
import { memoryPollState } from './testing/memory-poll-state.js'
import { rawOrder } from './testing/raw.js'
import { openTerm } from './testing/terms.js'

describe('hints in memory', () => hintsContract(async (now) => memoryHints(now)))

describe('readBackHints', () => {
  let clock: Clock
  let hints: Hints
  let accepted: Observation[]
  let calls: string[][]
  let confirmed: string[]
  let state: ReturnType<typeof memoryPollState>
  let measured: number[]
  let readBackHints: ReadBack
  beforeEach(() => {
    state = memoryPollState()
    measured = []
    readBackHints = createReadBack()
    clock = clockAt('2026-03-01T12:00:00Z')
    hints = memoryHints(clock.now)
    accepted = []
    calls = []
    confirmed = []
  })

  const ordersById = async (ids: readonly string[]) => {
    calls.push([...ids])
    return ids.filter((id) => id !== 'gone').map((id) => rawOrder({ order_id: id }))
  }
  const take: Accept = async (observations) => {
    accepted.push(...observations)
    return { accepted: observations.length, duplicates: 0, superseded: 0, quarantined: 0 }
  }
  const readBack = (answer: MarketplaceSource['ordersById'] = ordersById, accept = take) =>
    readBackHints({
      marketplace: 'north',
      source: { ordersById: answer },
      state,
      hints,
      term: openTerm(),
      oldestHintAt: async () => '2026-03-01T12:00:00.000Z',
      measured: (seconds) => measured.push(seconds),
      accept,
      confirm: async (read) => void confirmed.push(...read.map(({ raw }) => idOf(raw) ?? '')),
      now: clock.now,
    })

  it('reads what only mends in the lane that nobody waits for, and an order it shows first as no news', async () => {
    await hints.repair('north', ['O1', 'gone'])
    await hints.note('north', ['O2'])
    await readBack()

    expect(accepted.map(({ raw, lane, origin }) => [idOf(raw), lane, origin]).toSorted()).toEqual([
      ['O1', 'bulk', 'backfill'],
      ['O2', 'realtime', 'live'],
    ])
    expect(await hints.oldest('north', 10)).toMatchObject([{ orderId: 'gone', isRepair: true }])
  })

  it('reads what was hinted at back as live, and then forgets the hints', async () => {
    await hints.note('north', ['O1', 'O2'])
    clock.pass(1)

    expect(await readBack()).toBe(false)
    expect(accepted).toMatchObject([
      { kind: 'order', origin: 'live', lane: 'realtime', raw: { order_id: 'O1' } },
      { raw: { order_id: 'O2' } },
    ])
    expect(await hints.count()).toBe(0)
  })

  it('tells whoever asked for an order that it was read, and nobody of others', async () => {
    await hints.note('north', ['O1', 'O2'])
    await hints.ask('north', ['O2', 'gone'])
    clock.pass(1)
    await readBack()

    expect(confirmed).toEqual(['O2'])
  })

  it('tells how long the oldest had waited until it was stored', async () => {
    await hints.note('north', ['O1'])
    clock.pass(42_000)
    await readBack()

    expect(measured).toEqual([42])
  })

  it('remembers which are in incident, so that the end of it is noticed', async () => {
    await hints.note('north', ['O1', 'O2'])
    clock.pass(1)
    await readBack(async (ids) => ids.map((id) => rawOrder({ order_id: id, has_incident: id === 'O2' })))

    expect(await state.incidents('north')).toEqual(['O2'])
  })

  it('asks nothing where nothing was hinted at', async () => {
    expect(await readBack()).toBe(false)
    expect(calls).toEqual([])
  })

  describe('an order that Mirakl does not return', () => {
    const quarantined = () => accepted.filter(({ faults }) => faults !== undefined)
    beforeEach(async () => {
      await hints.note('north', ['gone'])
      clock.pass(1)
    })

    it('is asked for again some minutes, and then stands quarantined', async () => {
      for (let minute = 0; minute < 4; minute += 1) {
        await readBack()
        clock.pass(30_000)
        await readBack()
        clock.pass(30_000)
      }
      expect([calls.length, await hints.count(), quarantined()]).toEqual([4, 1, []])
      await readBack()

      expect([calls.length, await hints.count()]).toEqual([5, 0])
      expect(quarantined()).toMatchObject([
        { kind: 'order', raw: { order_id: 'gone' }, faults: [expect.stringContaining('does not return it')] },
      ])
    })

    it('is stored like any other where it comes late', async () => {
      await readBack()
      clock.pass(60_000)
      await readBack(async (ids) => ids.map((id) => rawOrder({ order_id: id })))

      expect([accepted.length, quarantined()]).toEqual([1, []])
      expect(await hints.count()).toBe(0)
    })

    it('holds nobody up who was hinted at later, however many there are', async () => {
      const gone = Array.from({ length: 150 }, (_none, index) => `gone ${index}`)
      await hints.note('north', gone)
      clock.pass(1)
      const unknown = async (ids: readonly string[]) => ordersById(ids.filter((id) => !id.startsWith('gone')))
      while (await readBack(unknown)) continue
      await hints.note('north', ['O1'])
      clock.pass(1)
      await readBack(unknown)

      expect(accepted).toMatchObject([{ raw: { order_id: 'O1' } }])
    })

    it('keeps its hint while nothing can be quarantined', async () => {
      for (let minute = 0; minute < 4; minute += 1) {
        await readBack()
        clock.pass(60_000)
      }
      await expect(readBack(undefined, () => Promise.reject(new Error('away')))).rejects.toThrow('away')

      expect(await hints.count()).toBe(1)
    })
  })

  it('reads a hundred at a time, and says that there may be more', async () => {
    await hints.note(
      'north',
      Array.from({ length: 130 }, (_none, index) => `O${index}`),
    )
    clock.pass(1)

    expect(await readBack()).toBe(true)
    expect(await readBack()).toBe(false)
    expect(calls.map((ids) => ids.length)).toEqual([100, 30])
  })

  it('sets aside the one order that Mirakl refuses to be asked for, and reads all the others', async () => {
    const ids = Array.from({ length: 130 }, (_none, index) => `O${index}`)
    await hints.note('north', ids)
    clock.pass(1)
    const refusing = async (asked: readonly string[]) => {
      if (asked.includes('O57')) throw new RequestRefused('no')
      return ordersById(asked)
    }
    for (let turn = 0; turn < 40 && (await hints.count()) > 0; turn += 1) await readBack(refusing)

    const [refused] = accepted.filter(({ faults }) => faults !== undefined)
    expect(refused).toMatchObject({ raw: { order_id: 'O57' }, faults: [expect.stringContaining('Mirakl refuses')] })
    expect(accepted).toHaveLength(130)
    expect(await hints.count()).toBe(0)
  })

  it('keeps the hints when the marketplace does not answer', async () => {
    await hints.note('north', ['O1'])
    clock.pass(1)

    await expect(readBack(() => Promise.reject(new Error('429')))).rejects.toThrow('429')
    expect(await hints.count()).toBe(1)
  })

  it('keeps a hint that came again while it was read back', async () => {
    await hints.note('north', ['O1'])
    clock.pass(1)
    await readBack(async (ids) => {
      await hints.note('north', ['O1'])
      return ordersById(ids)
    })

    expect(await hints.count()).toBe(1)
  })
})
