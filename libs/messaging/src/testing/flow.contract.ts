import { expect, it } from 'vitest'
import { eventually, gate, many, recording, type BusUnderTest } from './harness.js'
import { nowhere, orderReceived, sellerReceived } from './messages.js'

const six = ['o-1', 'o-2', 'o-3', 'o-4', 'o-5', 'o-6']

export const flows = (current: () => BusUnderTest): void => {
  it('lets realtime pass while bulk stands still', async () => {
    const { bus } = current()
    const blocked = gate()
    const { ids, handler } = recording(async ({ lane }) => {
      if (lane === 'bulk') await blocked.passed
      return []
    })
    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler })
    const [bulk, realtime] = [orderReceived({ lane: 'bulk' }), orderReceived()] as const

    await bus.publish([bulk])
    await eventually(() => expect(ids()).toEqual([bulk.id]))
    await bus.publish([realtime])

    await eventually(() => expect(ids()).toEqual([bulk.id, realtime.id]))
    blocked.open()
  })

  it('never has more in hand than the prefetch, and says how many wait', async () => {
    const { bus } = current()
    const blocked = gate()
    let inHand = 0
    let most = 0
    const { seen, handler } = recording(async () => {
      inHand += 1
      most = Math.max(most, inHand)
      await blocked.passed
      inHand -= 1
      return []
    })
    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 2, bulk: 1 }, handler })

    await bus.publish(six.map((id) => orderReceived({ id })))

    await eventually(async () => {
      expect(inHand).toBe(2)
      const { queues } = await bus.health()
      expect(queues.map(({ isConsuming, depth }) => ({ isConsuming, depth }))).toEqual([
        { isConsuming: true, depth: 4 },
        { isConsuming: true, depth: 0 },
      ])
    })
    blocked.open()
    await eventually(() => expect(seen).toHaveLength(6))
    expect(most).toBe(2)
  })

  it('lets a service that is slow hold up no other', async () => {
    const { bus } = current()
    const blocked = gate()
    const slow = recording(async () => {
      await blocked.passed
      return []
    })
    const quick = recording()
    await bus.consume({ service: 'monitor', prefetch: { realtime: 1, bulk: 1 }, handler: slow.handler })
    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler: quick.handler })

    await bus.publish(six.map((id) => orderReceived({ id })))

    await eventually(() => expect(quick.seen).toHaveLength(6))
    expect(slow.seen).toHaveLength(1)
    blocked.open()
  })

  it('keeps the order of a lane', async () => {
    const { bus } = current()
    const { seen, handler } = recording()
    await bus.publish(six.map((id) => orderReceived({ id })))

    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler })

    await eventually(() => expect(seen.map(({ recordkey }) => recordkey)).toEqual(six.map((id) => `shop:order:${id}`)))
  })
}

export const deliversOnce = (current: () => BusUnderTest): void => {
  it('publishes what a handler returns', async () => {
    const { bus } = current()
    const seller = sellerReceived()
    const publisher = recording()
    await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler: async () => [seller] })

    await bus.publish([orderReceived()])

    await eventually(() => expect(publisher.ids()).toEqual([seller.id]))
  })

  it('acks only after what the handler returned is published', async () => {
    const { bus } = current()
    const seller = sellerReceived()
    const publisher = recording()
    const { ids, handler } = recording(async (_, nth) => [nth === 1 ? nowhere() : seller])
    await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await bus.publish([order])

    await eventually(() => expect(ids()).toEqual([order.id, order.id]))
    await eventually(() => expect(publisher.ids()).toEqual([seller.id]))
  })

  it('delivers a message twice that was published twice', async () => {
    const { bus } = current()
    const { ids, handler } = recording()
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await bus.publish([order, order])

    await eventually(() => expect(ids()).toEqual([order.id, order.id]))
  })
}
