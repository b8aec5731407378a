import { setTimeout as workFor } from 'node:timers/promises'
import { expect, it } from 'vitest'
import { BrokerUnavailable } from '../errors.js'
import { eventually, gate, many, recording, type BusUnderTest } from './harness.js'
import { orderReceived, sellerReceived } from './messages.js'

export const closes = (current: () => BusUnderTest): void => {
  it('finishes what is in hand before it is closed', async () => {
    const { bus } = current()
    const blocked = gate()
    let isFinished = false
    const { seen, handler } = recording(async () => {
      await blocked.passed
      await workFor(200)
      isFinished = true
      return []
    })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    await bus.publish([orderReceived()])
    await eventually(() => expect(seen).toHaveLength(1))

    const closing = bus.close().then(() => isFinished)
    blocked.open()

    expect(await closing).toBe(true)
  })

  it('leaves nothing undone for whoever comes next, and takes nothing more', async ({ skip }) => {
    const { bus, another } = current()
    if (another === undefined) return skip()
    const blocked = gate()
    const seller = sellerReceived()
    const first = recording(async () => {
      await blocked.passed
      return [seller]
    })
    const [next, resolver, publisher] = [await another(), recording(), recording()] as const
    await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler: first.handler })
    const [inHand, waiting] = [orderReceived(), orderReceived({ id: 'o-2' })] as const
    await bus.publish([inHand, waiting])
    await eventually(() => expect(first.ids()).toEqual([inHand.id]))

    const closing = bus.close()
    blocked.open()
    await closing
    await next.consume({ service: 'identity-resolver', prefetch: many, handler: resolver.handler })
    await next.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })

    await eventually(() => expect(resolver.ids()).toEqual([waiting.id]))
    await eventually(() => expect(publisher.ids()).toEqual([seller.id]))
    expect(first.ids()).toEqual([inHand.id])
  })

  it('takes nothing to publish once it is closed', async () => {
    const { bus } = current()

    await bus.close()

    await expect(bus.publish([orderReceived()])).rejects.toThrow(BrokerUnavailable)
    expect(await bus.health()).toMatchObject({ isConnected: false })
  })
}
