import { expect, it } from 'vitest'
import { embeddedBus, type EmbeddedBus } from './embedded-bus.js'
import { describeBus } from './testing/bus.contract.js'
import { eventually, memoryLog, testLadderMs } from './testing/harness.js'
import { orderReceived } from './testing/messages.js'

describeBus('the embedded bus', async (wanted = {}) => {
  const buses: EmbeddedBus[] = []
  const open = (): EmbeddedBus => {
    const bus = embeddedBus({ log: memoryLog(), ladderMs: testLadderMs, ...wanted })
    buses.push(bus)
    return bus
  }
  const bus = open()
  return {
    bus,
    async crash(unsettled) {
      const next = open()
      await next.publish(unsettled)
      return next
    },
    deadLetters: async (service) => bus.deadLetters(service),
    close: async () => void (await Promise.all(buses.map((one) => one.close()))),
  }
})

it('carries a long backlog in order', async () => {
  const bus = embeddedBus({ log: memoryLog() })
  const backlog = Array.from({ length: 5_000 }, (_, nth) => orderReceived({ id: `o-${nth}`, lane: 'bulk' }))
  const seen: string[] = []
  await bus.publish(backlog)

  await bus.consume({
    service: 'identity-resolver',
    prefetch: { realtime: 1, bulk: 50 },
    handler: async ({ id }) => {
      seen.push(id)
      return []
    },
  })

  await eventually(() => expect(seen).toEqual(backlog.map(({ id }) => id)))
  await bus.close()
})

it('has forgotten at each start, so a service tells again before it is handed anything', async () => {
  const bus = embeddedBus({ log: memoryLog() })
  const said: string[] = []
  const order = orderReceived()
  await bus.publish([order])

  await bus.consume({
    service: 'identity-resolver',
    prefetch: { realtime: 1, bulk: 1 },
    handler: async ({ id }) => {
      said.push(id)
      return []
    },
    onForgotten: async () => void said.push('told again'),
  })

  await eventually(() => expect(said).toEqual(['told again', order.id]))
  await bus.close()
})
