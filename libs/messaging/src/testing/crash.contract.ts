import { expect, it } from 'vitest'
import { eventually, gate, many, recording, type BusUnderTest } from './harness.js'
import { orderReceived, sellerReceived } from './messages.js'

export const survives = (current: () => BusUnderTest): void => {
  it('delivers again what was done but not acked when the consumer died, and publishes what follows once', async () => {
    const { bus, crash } = current()
    const dead = gate()
    const [order, seller] = [orderReceived(), sellerReceived()] as const
    const effects: string[] = []
    await bus.consume({
      service: 'identity-resolver',
      prefetch: many,
      handler: async ({ id }) => {
        effects.push(`first ${id}`)
        await dead.passed
        return [seller]
      },
    })
    await bus.publish([order])
    await eventually(() => expect(effects).toEqual([`first ${order.id}`]))

    const next = await crash([order])
    const publisher = recording()
    await next.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
    await next.consume({
      service: 'identity-resolver',
      prefetch: many,
      handler: async ({ id }) => {
        effects.push(`second ${id}`)
        return [seller]
      },
    })
    dead.open()

    await eventually(() => expect(publisher.ids()).toEqual([seller.id]))
    expect(effects).toEqual([`first ${order.id}`, `second ${order.id}`])
  })

  it('takes what waited behind it as well', async () => {
    const { bus, crash } = current()
    const dead = gate()
    const orders = ['o-1', 'o-2', 'o-3'].map((id) => orderReceived({ id }))
    const first = recording(async () => {
      await dead.passed
      return []
    })
    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler: first.handler })
    await bus.publish(orders)
    await eventually(() => expect(first.seen).toHaveLength(1))

    const next = await crash(orders)
    const second = recording()
    await next.consume({ service: 'identity-resolver', prefetch: many, handler: second.handler })

    await eventually(() => expect(second.ids().toSorted()).toEqual(orders.map(({ id }) => id).toSorted()))
    dead.open()
  })
}
