import { MiraklUnavailable, RateLimited, RequestRefused } from '@concord/mirakl'
import { silentLog } from '@concord/runtime'
import { describe, expect, it } from 'vitest'
import { WriteBackRefused } from './errors.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { memoryWriteBackBook } from './testing/memory-write-back-book.js'
import { both, field, valuesOf, writeBackWorld } from './testing/write-back-world.js'
import { fieldOrder } from './write-back-book.contract.js'
import type { OrderFields } from './write-back-ports.js'
import { writeNext } from './write-back-writing.js'

describe('a write', () => {
  const refusing = async (failures: readonly Error[]) => {
    const left = [...failures]
    const world = writeBackWorld(field, async (_order, _value, apply) => {
      const failure = left.shift()
      if (failure !== undefined) throw failure
      apply()
    })
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    return world
  }

  it.each([new WriteBackRefused('no such field'), new RequestRefused('OR31: not found')])(
    'that Mirakl refuses for good is kept as failed, and asked again only after a start',
    async (failure) => {
      const world = await refusing([failure])
      await world.writeAll()
      await world.poll()

      expect(await world.book.counts()).toEqual({ due: 0, failed: 1 })
      expect(await world.book.find('north', 'O1')).toMatchObject({ owed: { failure: failure.code } })
      await world.book.retryFailed(world.pass())
      await world.writeAll()
      expect(valuesOf(world)).toEqual(['true'])
      expect(await world.book.counts()).toEqual({ due: 0, failed: 0 })
    },
  )

  it('that failed is settled where somebody sets the field by hand', async () => {
    const world = await refusing([new WriteBackRefused('read only')])
    await world.writeAll()
    world.change('O1', { value: 'true' })
    await world.poll()

    expect(await world.book.counts()).toEqual({ due: 0, failed: 0 })
  })

  it('that gets no answer waits ever longer, and is repeated', async () => {
    const world = await refusing(Array.from({ length: 3 }, () => new MiraklUnavailable('no answer')))
    const pauses: number[] = []
    for (let tries = 0; tries < 3; tries += 1) {
      await expect(world.write()).rejects.toThrow('no answer')
      const before = Date.parse(world.pass(0))
      pauses.push(Date.parse((await world.book.find('north', 'O1'))?.owed?.dueAt ?? '') - before)
      world.pass(3_700_000)
    }
    await world.writeAll()

    expect(pauses).toEqual([4_000, 8_000, 16_000])
    expect(valuesOf(world)).toEqual(['true'])
  })

  it('is as if it had never begun where the allowance is used up', async () => {
    const world = await refusing([new RateLimited('used up', 3)])
    expect(await world.write()).toBe(false)
    const order = await world.book.find('north', 'O1')

    expect(order).toMatchObject({ isSure: true, owed: { tries: 0 } })
    expect(Date.parse(order?.owed?.dueAt ?? '') - Date.parse(world.pass(0))).toBe(3_000)
  })

  it('whose answer was lost is not repeated once a poll shows it', async () => {
    const world = writeBackWorld(field, async (_order, _value, apply) => {
      apply()
      throw new MiraklUnavailable('no answer')
    })
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    await world.write().catch(() => undefined)
    await world.poll()
    await world.writeAll()

    expect(world.writes).toHaveLength(1)
  })
})

describe('somebody who subscribed while an opt-out was written', () => {
  it.each(['lost', 'answered', 'refused'])('gets it taken back only where it may have been: %s', async (answer) => {
    const world = writeBackWorld(both, async (_order, value, apply) => {
      if (value === 'true') await world.say('subscribed')
      if (value === 'true' && answer === 'refused') throw new WriteBackRefused('no')
      apply()
      if (value === 'true' && answer === 'lost') throw new MiraklUnavailable('no answer')
    })
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    await world.write().catch(() => undefined)
    await world.writeAll()

    expect(world.writes.map(({ value }) => value)).toEqual(answer === 'refused' ? [] : ['true', 'false'])
    expect(await world.book.counts()).toEqual({ due: 0, failed: 0 })
  })

  it('gets it taken back at once after the answer', async () => {
    const world = writeBackWorld(both, async (_order, value, apply) => {
      if (value === 'true') await world.say('subscribed')
      apply()
    })
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    await world.write()

    expect(await world.write()).toBe(true)
    expect(valuesOf(world)).toEqual(['false'])
  })

  it('gets it taken back at once after a refusal, where an earlier write may have come', async () => {
    const failures = [new MiraklUnavailable('no answer'), new WriteBackRefused('no')]
    const world = writeBackWorld(both, async (_order, _value, apply) => {
      const failure = failures.shift()
      if (failure instanceof WriteBackRefused) await world.say('subscribed')
      if (failure !== undefined) throw failure
      apply()
    })
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    await world.write().catch(() => undefined)
    world.pass(10_000)
    await world.write()

    expect(await world.write()).toBe(true)
    expect(valuesOf(world)).toEqual(['false'])
  })
})

describe('the order written next', () => {
  const noon = '2026-03-01T12:00:00.000Z'
  const due = (orderId: string) => fieldOrder({ orderId, owed: { value: 'true', tries: 0, dueAt: noon } })
  const writing = (set: OrderFields['set'], marketplace = 'north') => {
    const book = memoryWriteBackBook(memoryLedger())
    const refusals: unknown[] = []
    const log = { ...silentLog, error: (event: string, fields?: object) => void refusals.push([event, fields]) }
    const write = () =>
      writeNext({
        ...{ book, marketplace, log, fields: { set }, fieldOf: () => field, accountOf: () => 'main' },
        ...{ chance: () => 0.5, now: () => new Date(noon) },
      })
    return { book, refusals, write }
  }

  it('is nobody else’s for ten minutes, however long Mirakl takes', async () => {
    let claimed: string | undefined
    const { book, write } = writing(async () => {
      claimed = (await book.find('north', 'O1'))?.owed?.dueAt
    })
    await book.keep([due('O1')])

    expect(await write()).toBe(true)
    expect(claimed).toBe('2026-03-01T12:10:00.000Z')
  })

  it('is none of another marketplace, and none where nothing is due', async () => {
    const { book, write } = writing(() => Promise.reject(new Error('nothing is written')), 'south')
    await book.keep([due('O1')])

    expect(await write()).toBe(false)
  })

  it('does not keep the others waiting where it is refused, and is logged by its id', async () => {
    const { book, refusals, write } = writing(() => Promise.reject(new WriteBackRefused('no such field')))
    await book.keep([due('O1')])

    expect(await write()).toBe(true)
    expect(refusals).toMatchObject([['write-back refused', { marketplace: 'north', order: 'O1' }]])
  })

  it('stays forgotten where that happened while it was written', async () => {
    const { book, write } = writing(async () => book.forget([due('O1')]))
    await book.keep([due('O1')])

    expect(await write()).toBe(true)
    expect(await book.find('north', 'O1')).toBeUndefined()
  })
})
