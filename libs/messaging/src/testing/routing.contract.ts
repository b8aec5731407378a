import { expect, it } from 'vitest'
import { Unroutable } from '../errors.js'
import { eventually, many, recording, type BusUnderTest } from './harness.js'
import { nowhere, orderReceived, replayCommanded, sellerReceived } from './messages.js'

export const routes = (current: () => BusUnderTest): void => {
  it('brings a message to those who listen to its stage and kind, and to nobody else', async () => {
    const { bus } = current()
    const resolver = recording()
    const publisher = recording()
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler: resolver.handler })
    await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
    const [order, seller, last] = [orderReceived(), sellerReceived(), orderReceived({ id: 'o-2' })] as const

    await bus.publish([order, seller])
    await eventually(() => expect(publisher.ids()).toEqual([seller.id]))
    await bus.publish([last])

    await eventually(() => expect(resolver.ids()).toEqual([order.id, last.id]))
    expect(publisher.ids()).toEqual([seller.id])
  })

  it('hands a message over as it was published', async () => {
    const { bus } = current()
    const { seen, handler } = recording()
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived({ lane: 'bulk' })

    await bus.publish([order])

    await eventually(() => expect(seen).toEqual([order]))
  })

  it('shows the monitor every stage in both lanes, a message without a record too', async () => {
    const { bus } = current()
    const monitor = recording()
    await bus.consume({ service: 'monitor', prefetch: many, handler: monitor.handler })
    const all = [
      orderReceived(),
      sellerReceived({ lane: 'bulk' }),
      replayCommanded(),
      replayCommanded({ lane: 'bulk' }),
    ]

    await bus.publish(all)

    await eventually(() => expect(monitor.ids().toSorted()).toEqual(all.map(({ id }) => id).toSorted()))
  })

  it('keeps what was published before its listener came', async () => {
    const { bus } = current()
    const resolver = recording()
    const order = orderReceived()

    await bus.publish([order])
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler: resolver.handler })

    await eventually(() => expect(resolver.ids()).toEqual([order.id]))
  })

  it('refuses a message that would reach nobody', async () => {
    await expect(current().bus.publish([nowhere()])).rejects.toThrow(Unroutable)
  })
}
