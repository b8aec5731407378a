import { MiraklUnavailable, RateLimited, RequestRefused } from '@concord/mirakl'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { WriteBackRefused } from './errors.js'
import { memoryLedger } from './testing/memory-ledger.js'
import { memoryWriteBackBook } from './testing/memory-write-back-book.js'
import { writeBackWorld } from './testing/write-back-world.js'
import { writeBackBookContract } from './write-back-book.contract.js'

describe('a queue of write-backs in memory', () =>
  writeBackBookContract(async () => {
    const ledger = memoryLedger()
    return { ledger, book: memoryWriteBackBook(ledger) }
  }))

const field = { code: 'opt-out', optedOut: 'true' }
const both = { ...field, subscribed: 'false' }
const valuesOf = ({ orders }: ReturnType<typeof writeBackWorld>) => [...orders.values()].map(({ value }) => value)

describe('an opt-out in Dotdigital', () => {
  it('sets the field of the orders of the person, once, and the echo ends', async () => {
    const world = writeBackWorld(field)
    world.add('O1')
    world.add('O2')
    await world.poll()
    await world.say('unsubscribed')
    await world.writeAll()
    for (let round = 0; round < 3; round += 1) {
      await world.poll()
      await world.writeAll()
    }

    expect(valuesOf(world)).toEqual(['true', 'true'])
    expect(world.writes).toHaveLength(2)
  })

  it('at another address of the person counts', async () => {
    const world = writeBackWorld(field)
    world.add('O1')
    await world.poll()
    await world.say('subscribed')
    await world.say('complained', 'other')
    await world.writeAll()

    expect(valuesOf(world)).toEqual(['true'])
  })

  it('of long ago sets the field of an order that comes later', async () => {
    const world = writeBackWorld(field)
    await world.say('unsubscribed')
    world.add('O1')
    await world.poll()
    await world.writeAll()

    expect(valuesOf(world)).toEqual(['true'])
  })

  it('writes nothing where the field already says so', async () => {
    const world = writeBackWorld(field)
    world.add('O1')
    world.change('O1', { value: 'true' })
    await world.poll()
    await world.say('unsubscribed')
    await world.writeAll()

    expect(world.writes).toEqual([])
  })

  it('reaches the newest 20 orders, and none that is closed', async () => {
    const world = writeBackWorld(field)
    for (let n = 10; n < 35; n += 1) world.add(`O${String(n)}`)
    for (const state of ['CLOSED', 'CANCELED', 'REFUSED']) {
      world.add(state)
      world.change(state, { state })
    }
    await world.poll()
    await world.say('unsubscribed')
    await world.writeAll()

    expect(world.writes.map(({ orderId }) => orderId).toSorted()).toEqual(
      Array.from({ length: 20 }, (_none, index) => `O${String(index + 15)}`),
    )
  })

  it('reaches an older order once a newer one is closed', async () => {
    const world = writeBackWorld(field)
    for (let n = 10; n < 31; n += 1) world.add(`O${String(n)}`)
    await world.poll()
    await world.say('unsubscribed')
    await world.writeAll()
    expect(world.orders.get('O10')?.value).toBeUndefined()
    world.change('O30', { state: 'CLOSED' })
    await world.look('O30')()
    await world.writeAll()

    expect(world.orders.get('O10')?.value).toBe('true')
  })

  it('leaves no more than 100 open and 100 closed orders of a person kept', async () => {
    const world = writeBackWorld(field)
    for (let n = 100; n < 205; n += 1) world.add(`O${String(n)}`)
    for (let n = 300; n < 405; n += 1) {
      world.add(`O${String(n)}`)
      world.change(`O${String(n)}`, { state: 'CLOSED' })
    }
    await world.poll()

    const kept = await world.book.ordersOf('p-1')
    expect(kept).toHaveLength(200)
    expect(kept.map(({ orderId }) => orderId)).not.toContain('O104')
  })

  it.each(['hard-bounced', 'soft-bounced', 'blocked', 'not-subscribed', 'pending'] as const)(
    'is nothing that became of an address by itself: %s',
    async (status) => {
      const world = writeBackWorld(both)
      world.add('O1')
      await world.poll()
      await world.say(status)
      await world.writeAll()

      expect(world.writes).toEqual([])
    },
  )

  it('is taken back by a subscription, where there is a value for it', async () => {
    const [written, left] = [writeBackWorld(both), writeBackWorld(field)]
    for (const world of [written, left]) {
      world.add('O1')
      await world.poll()
      await world.say('unsubscribed')
      await world.writeAll()
      await world.say('subscribed')
      await world.writeAll()
    }

    expect([valuesOf(written), valuesOf(left)]).toEqual([['false'], ['true']])
  })
})

describe('somebody who subscribed', () => {
  it('gets nothing written, since only an opt-out is', async () => {
    const world = writeBackWorld(both)
    world.add('O1')
    world.change('O1', { value: 'maybe' })
    world.add('O2')
    await world.poll()
    await world.say('subscribed')
    await world.writeAll()

    expect(world.writes).toEqual([])
  })

  it('before the opt-out was written gets nothing written', async () => {
    const world = writeBackWorld(both)
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    await world.say('subscribed')
    await world.writeAll()

    expect(world.writes).toEqual([])
  })
})

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

describe('a snapshot', () => {
  it('that was read before a write says nothing of the field, though it is newer than what is kept', async () => {
    const world = writeBackWorld(field)
    world.add('O1')
    await world.poll()
    await world.say('unsubscribed')
    world.change('O1', {})
    const late = world.look('O1')
    await world.writeAll()
    await late()
    await world.writeAll()

    expect(world.writes).toHaveLength(1)
  })

  it('that is older than what is kept opens no closed order', async () => {
    const world = writeBackWorld(field)
    world.add('O1')
    const late = world.look('O1')
    world.change('O1', { state: 'CLOSED' })
    await world.poll()
    await late()
    await world.say('unsubscribed')
    await world.writeAll()

    expect(world.writes).toEqual([])
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

describe('whatever happens in whatever order', () => {
  const anOrder = fc.integer({ min: 0, max: 23 }).map((n) => `O${String(n + 10)}`)
  const calm = fc.oneof(
    fc.record({ is: fc.constantFrom('look', 'close', 'touch', 'keep-look'), order: anOrder }),
    fc.record({ is: fc.constantFrom('opt-out', 'opt-in', 'write', 'write', 'tell-kept'), order: anOrder }),
    fc.record({ is: fc.constantFrom('poll'), order: anOrder }),
  )
  const meanwhile = fc.constantFrom('nothing', 'opt-in', 'opt-out', 'look', 'rest')
  const rough = fc.constantFrom('nothing', 'lost', 'lost-before', 'refused', 'rest', 'opt-in', 'opt-out')
  type Act = typeof calm extends fc.Arbitrary<infer T> ? T : never

  const play = async (acts: readonly Act[], during: readonly string[], count: number) => {
    const left = [...during]
    const kept: (() => Promise<void>)[] = []
    const world = writeBackWorld(both, async (orderId, _value, apply) => {
      const happens = left.shift() ?? 'nothing'
      if (happens === 'rest') throw new RateLimited('used up', 1)
      if (happens === 'refused') throw new WriteBackRefused('no')
      if (happens === 'lost-before') throw new MiraklUnavailable('no answer')
      if (happens === 'look') await world.look(orderId)()
      apply()
      if (happens === 'opt-in') await world.say('subscribed')
      if (happens === 'opt-out') await world.say('unsubscribed')
      if (happens === 'lost') throw new MiraklUnavailable('no answer')
    })
    for (let n = 0; n < count; n += 1) world.add(`O${String(n + 10)}`)
    const perform: Readonly<Record<string, (order: string) => unknown>> = {
      'opt-out': () => world.say('unsubscribed'),
      'opt-in': () => world.say('subscribed'),
      write: () => world.write().catch(() => false),
      poll: () => world.poll(),
      'tell-kept': () => kept.shift()?.(),
      look: (order) => world.orders.has(order) && world.look(order)(),
      'keep-look': (order) => world.orders.has(order) && kept.push(world.look(order)),
      close: (order) => world.change(order, { state: 'CLOSED' }),
      touch: (order) => world.change(order, {}),
    }
    for (const { is, order } of acts) await perform[is]?.(order)
    return { world, kept, calmDown: () => void left.splice(0) }
  }

  it('nothing is written twice, nor to a closed order, nor beyond the newest 20, and it ends', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(calm, { maxLength: 40 }),
        fc.array(meanwhile, { maxLength: 10 }),
        fc.integer({ min: 1, max: 24 }),
        async (acts, during, count) => {
          const { world, kept } = await play(acts, during, count)
          await world.writeAll()
          for (const tell of kept) await tell()
          await world.poll()
          await world.writeAll()
          const before = world.writes.length
          await world.poll()
          await world.writeAll()

          expect(world.writes.length).toBe(before)
          for (const { value, before: held, isDue } of world.writes) {
            expect(value).not.toBe(held)
            expect(isDue).toBe(true)
          }
        },
      ),
      { numRuns: 100 },
    )
  })

  it('the fields come to say what the person said last, whatever was lost on the way', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(calm, { maxLength: 30 }),
        fc.array(rough, { maxLength: 15 }),
        fc.integer({ min: 1, max: 24 }),
        fc.boolean(),
        async (acts, during, count, isOut) => {
          const { world, calmDown } = await play(acts, during, count)
          await world.writeAll()
          calmDown()
          await world.say(isOut ? 'unsubscribed' : 'subscribed')
          await world.book.retryFailed(world.pass())
          await world.poll()
          await world.writeAll()

          const open = [...world.orders.values()].filter(({ state }) => state === 'SHIPPING').slice(-20)
          if (isOut) expect(open.every(({ value }) => value === 'true')).toBe(true)
          else expect(open.some(({ value }) => value === 'true')).toBe(false)
        },
      ),
      { numRuns: 100 },
    )
  })
})
