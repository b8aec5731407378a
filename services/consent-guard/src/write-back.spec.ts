import { describe, expect, it } from 'vitest'
import { both, field, valuesOf, writeBackWorld } from './testing/write-back-world.js'

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
