import type { Bus } from '../bus.js'
import { expect, it } from 'vitest'
import { QueueFull } from '../errors.js'
import { eventually, many, recording, testLadderMs, type BusUnderTest } from './harness.js'
import { orderReceived, sellerReceived } from './messages.js'

/** A broker takes some more than its bound before it says no. */
const farTooMany = 500

/** Publishes to dd-publisher until there is no room; gives what was taken. */
const fill = async (bus: Bus): Promise<readonly string[]> => {
  const taken: string[] = []
  while (taken.length < farTooMany) {
    const seller = sellerReceived({ id: `s-${taken.length}` })
    const failure: unknown = await bus.publish([seller]).catch((thrown: unknown) => thrown)
    if (failure instanceof QueueFull) return taken
    expect(failure).toBeUndefined()
    taken.push(seller.id)
  }
  throw new Error(`${farTooMany} messages were taken`)
}

export const fills = (current: () => BusUnderTest): void => {
  const consumeBy = (
    bus: Bus,
    service: 'monitor' | 'dd-publisher' | 'identity-resolver',
    handler = recording().handler,
  ) => bus.consume({ service, prefetch: many, handler })

  it('refuses what there is no room for, loses nothing that it took, and takes more when there is room', async () => {
    const { bus } = current()
    await consumeBy(bus, 'monitor')
    const taken = await fill(bus)
    const { seen, ids, handler } = recording()

    await consumeBy(bus, 'dd-publisher', handler)
    await eventually(() => expect(seen.length).toBeGreaterThanOrEqual(taken.length))
    const late = sellerReceived({ id: 'late' })
    await eventually(() => bus.publish([late]))

    await eventually(() => expect(ids()).toContain(late.id))
    expect(ids()).toEqual(expect.arrayContaining([...taken]))
  })

  it('holds a message in hand until there is room for what follows from it, and spends no attempt', async () => {
    const { bus } = current()
    await consumeBy(bus, 'monitor')
    const taken = await fill(bus)
    const [next, other] = [sellerReceived({ id: 'next' }), sellerReceived({ id: 'other' })] as const
    const resolver = recording(async () => [next, other])
    await consumeBy(bus, 'identity-resolver', resolver.handler)
    const order = orderReceived()
    await bus.publish([order])
    await eventually(() => expect(resolver.ids()).toEqual([order.id]))

    const publisher = recording()
    await consumeBy(bus, 'dd-publisher', publisher.handler)

    await eventually(() => expect(publisher.ids()).toEqual(expect.arrayContaining([...taken, next.id, other.id])))
    expect(resolver.ids()).toEqual([order.id])
    expect(await current().deadLetters('identity-resolver')).toEqual([])
  })

  it('closes although there is no room, and leaves the message to whoever comes next', async ({ skip }) => {
    const { bus, another } = current()
    if (another === undefined) return skip()
    const later = await another()
    await consumeBy(later, 'monitor')
    await fill(bus)
    const next = sellerReceived({ id: 'next' })
    const resolver = recording(async () => [next])
    await consumeBy(bus, 'identity-resolver', resolver.handler)
    const order = orderReceived()
    await bus.publish([order])
    await eventually(() => expect(resolver.ids()).toEqual([order.id]))

    await bus.close()
    const [second, publisher] = [recording(async () => [next]), recording()]
    await consumeBy(later, 'identity-resolver', second.handler)
    await consumeBy(later, 'dd-publisher', publisher.handler)

    await eventually(() => expect(second.ids()).toEqual([order.id]))
    await eventually(() => expect(publisher.ids()).toContain(next.id))
  })
}

/** What is held in hand for long costs a broker its patience, and would be redelivered. */
export const putsOff = (current: () => BusUnderTest): void => {
  it('puts off what it has held in hand for long, and sets nothing aside for lack of room', async () => {
    const { bus } = current()
    await bus.consume({ service: 'monitor', prefetch: many, handler: recording().handler })
    await fill(bus)
    const next = sellerReceived({ id: 'next' })
    const { ids, handler } = recording(async () => [next])
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()
    await bus.publish([order])

    await eventually(() => expect(ids().length).toBeGreaterThanOrEqual(testLadderMs.length + 3))
    const publisher = recording()
    await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })

    await eventually(() => expect(publisher.ids()).toContain(next.id))
    expect(new Set(ids())).toEqual(new Set([order.id]))
    expect(await current().deadLetters('identity-resolver')).toEqual([])
  })
}
