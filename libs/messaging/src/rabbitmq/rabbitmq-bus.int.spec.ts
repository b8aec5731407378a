import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { BrokerUnavailable } from '../errors.js'
import { describeBus } from '../testing/bus.contract.js'
import { corner, opened, peek, type Corner } from '../testing/broker.js'
import { eventually, gate, LedgerAway, many, recording } from '../testing/harness.js'
import { orderReceived, sellerReceived } from '../testing/messages.js'

describeBus('RabbitMQ', corner)

let here: Corner
beforeEach(async () => {
  here = await corner()
})
afterEach(() => here.close())

describe('when the connection is lost', () => {
  it('redelivers what was in hand, and publishes what the second run returns', async () => {
    const { bus, proxy } = here
    const blocked = gate()
    const seller = sellerReceived()
    const publisher = recording()
    const { ids, handler } = recording(async (_, nth) => {
      if (nth === 1) await blocked.passed
      return [seller]
    })
    await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()
    await bus.publish([order])
    await eventually(() => expect(ids()).toEqual([order.id]))

    proxy.cut()
    await eventually(() => expect(ids()).toEqual([order.id, order.id]))
    blocked.open()

    await eventually(() => expect(publisher.ids()).toEqual([seller.id]))
    await eventually(() => expect(outcomesOf(order.id).toSorted()).toEqual(['acked', 'unsettled']))
    expect(await here.deadLetters('identity-resolver')).toEqual([])
  })

  it('consumes again, as often as it takes', async () => {
    const { bus, proxy } = here
    const { ids, handler } = recording()
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const orders = [orderReceived(), orderReceived(), orderReceived()]

    for (const order of orders) {
      const before = timesLost()
      proxy.cut()
      await eventually(() => expect(timesLost()).toBe(before + 1))
      await bus.publish([order])
      await eventually(() => expect(ids()).toContain(order.id))
    }
  })

  it('gives up publishing after the wait limit, and can again when the broker is back', async () => {
    const { proxy, another } = here
    proxy.refuse(true)
    const impatient = await another({ connectionWaitMs: 50 })

    await expect(impatient.publish([orderReceived()])).rejects.toThrow(BrokerUnavailable)
    expect(await impatient.health()).toEqual({ isConnected: false, queues: [], deadLetters: [] })

    proxy.refuse(false)
    await eventually(() => impatient.publish([orderReceived()]))
  })

  it('begins to consume with the first connection, when there is none at the start', async () => {
    const { bus, proxy, another } = here
    proxy.refuse(true)
    const early = await another({ connectionWaitMs: 50 })
    const { ids, handler } = recording()
    const order = orderReceived()
    await bus.publish([order])

    await early.consume({ service: 'identity-resolver', prefetch: many, handler })
    expect(await early.health()).toMatchObject({ queues: [{ isConsuming: false }, { isConsuming: false }] })
    proxy.refuse(false)

    await eventually(() => expect(ids()).toEqual([order.id]))
  })

  it('closes at once where there is nothing to close', async () => {
    here.proxy.refuse(true)
    const lost = await here.another()

    await expect(lost.close()).resolves.toBeUndefined()
  })
})

describe('when somebody meddles with the broker', () => {
  it('declares a queue that was deleted again, and consumes from it', async () => {
    const { bus, channel, names } = here
    const { ids, handler } = recording()
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    const order = orderReceived()

    await channel.deleteQueue(names.lane('identity-resolver', 'realtime'))
    await eventually(() => expect(timesLost()).toBe(1))
    await bus.publish([order])

    await eventually(() => expect(ids()).toEqual([order.id]))
  })

  it('loses no message when its rung of the ladder is gone', async () => {
    const { bus, channel, names } = here
    const { ids, handler } = recording(async (_, nth) => {
      if (nth < 3) throw new LedgerAway('the ledger gives no answer')
      return []
    })
    await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
    await channel.deleteQueue(names.retry('identity-resolver', 20))
    const order = orderReceived()

    await bus.publish([order])

    await eventually(() => expect(ids()).toEqual([order.id, order.id, order.id]))
  })

  it('sets aside what keeps coming back unacked, by the broker itself', async () => {
    const { bus, channel, names } = here
    const order = orderReceived()
    await bus.publish([order])
    const queue = names.lane('identity-resolver', 'realtime')

    await channel.consume(queue, (received) => received !== null && channel.nack(received))

    await eventually(async () =>
      expect((await here.deadLetters('identity-resolver')).map(({ id }) => id)).toEqual([order.id]),
    )
  })
})

describe('two processes of a service', () => {
  it('share its work', async () => {
    const { bus, another } = here
    const blocked = gate()
    const busy = recording(async () => {
      await blocked.passed
      return []
    })
    const free = recording()
    const prefetch = { realtime: 1, bulk: 1 }
    await bus.consume({ service: 'identity-resolver', prefetch, handler: busy.handler })
    const [first, second, third] = [orderReceived(), orderReceived(), orderReceived()] as const
    await bus.publish([first])
    await eventually(() => expect(busy.ids()).toEqual([first.id]))
    await (await another()).consume({ service: 'identity-resolver', prefetch, handler: free.handler })

    await bus.publish([second])
    await eventually(() => expect(free.ids()).toEqual([second.id]))
    await bus.publish([third])

    await eventually(() => expect(free.ids()).toEqual([second.id, third.id]))
    expect(busy.ids()).toEqual([first.id])
    blocked.open()
  })
})

describe('what stands in a queue', () => {
  it('is readable but for its data, and kept on disk', async () => {
    const { bus, channel, names } = here
    const order = orderReceived()

    await bus.publish([order])

    const [found] = await peek(channel, names.lane('identity-resolver', 'realtime'))
    expect(found?.properties).toMatchObject({
      contentType: 'application/cloudevents+json',
      deliveryMode: 2,
      messageId: order.id,
      correlationId: order.correlationid,
      type: order.type,
      appId: 'ingest-gateway',
    })
    expect(found?.content.toString()).toContain(order.recordkey)
    expect(found?.content.toString()).not.toContain('ada@example.org')
    expect(found && opened(found)).toEqual(order)
  })
})

const timesLost = (): number => here.log.lines.filter(({ event }) => event === 'broker.lost').length

const outcomesOf = (id: string): readonly unknown[] =>
  here.log.lines
    .filter(({ event, fields }) => event === 'message.handled' && fields['id'] === id)
    .map(({ fields }) => fields['outcome'])
