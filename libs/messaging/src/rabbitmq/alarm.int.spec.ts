import { afterAll, afterEach, beforeAll, beforeEach, expect, it } from 'vitest'
import type { Bus } from '../bus.js'
import { QueueFull } from '../errors.js'
import { alarmedBroker, type AlarmedBroker } from '../testing/alarm.js'
import { mirrorSeal } from '../testing/broker.js'
import { eventually, gate, LedgerAway, many, memoryLog, recording } from '../testing/harness.js'
import { orderReceived, sellerReceived } from '../testing/messages.js'
import { rabbitMqBus } from './rabbitmq-bus.js'

let broker: AlarmedBroker | undefined
beforeAll(async () => {
  broker = await alarmedBroker()
}, 120_000)
afterAll(() => broker?.stop())

let log: ReturnType<typeof memoryLog>
const buses: Bus[] = []
beforeEach((context) => {
  if (broker === undefined) context.skip()
  log = memoryLog()
})
afterEach(async () => {
  await broker?.setAlarm(false)
  await Promise.all(buses.splice(0).map((bus) => bus.close()))
}, 60_000)

const setAlarm = async (isOn: boolean): Promise<void> => broker?.setAlarm(isOn)

const open = (prefix: string): Bus => {
  const bus = rabbitMqBus({
    url: broker?.url ?? '',
    prefix,
    seal: mirrorSeal,
    log,
    ladderMs: [20, 40],
    confirmWaitMs: 500,
  })
  buses.push(bus)
  return bus
}

const events = (name: string) => log.lines.filter(({ event }) => event === name).map(({ fields }) => fields)

/** The broker says so only to whoever publishes after its disk has run short. */
const untilRefused = (bus: Bus): Promise<void> =>
  eventually(() => expect(bus.publish([sellerReceived({ id: 'probe' })])).rejects.toThrow(QueueFull))

it('while the broker takes nothing, it answers, acks and says why; afterwards all goes on', async () => {
  const bus = open('alarm-1.')
  const [inHand, waiting] = [orderReceived({ id: 'o-1' }), orderReceived({ id: 'o-2' })] as const
  const isFull = gate()
  const { ids, handler } = recording(async () => {
    await isFull.passed
    return []
  })
  await bus.consume({ service: 'identity-resolver', prefetch: { realtime: 1, bulk: 1 }, handler })
  await bus.publish([inHand, waiting])
  await eventually(() => expect(ids()).toEqual([inHand.id]))

  await setAlarm(true)
  await untilRefused(bus)
  isFull.open()

  await eventually(() => expect(ids()).toEqual([inHand.id, waiting.id]))
  await eventually(async () => {
    const { isConnected, blockedBecause, queues } = await bus.health()
    expect({ isConnected, blockedBecause }).toEqual({ isConnected: true, blockedBecause: 'low on disk' })
    expect(queues).toMatchObject([{ depth: 0, isConsuming: true }, { depth: 0 }])
  })
  expect(events('broker.blocked')).toEqual([{ reason: 'low on disk' }])

  await setAlarm(false)
  await eventually(() => bus.publish([orderReceived({ id: 'o-3' })]))
  await eventually(() => expect(ids()).toHaveLength(3))
  expect((await bus.health()).blockedBecause).toBeUndefined()
  expect(events('broker.unblocked')).toHaveLength(1)
  expect(events('broker.lost')).toEqual([])
})

it('keeps in hand what it cannot settle, publishes what follows once, and spends no delivery', async () => {
  const bus = open('alarm-2.')
  const isFull = gate()
  const [order, failing, seller] = [orderReceived(), orderReceived({ id: 'o-2' }), sellerReceived()] as const
  const publisher = recording()
  const resolver = recording(async ({ id }, nth) => {
    if (nth <= 2) await isFull.passed
    if (id === failing.id && nth <= 2) throw new LedgerAway('for a moment')
    return id === order.id ? [seller] : []
  })
  await bus.consume({ service: 'dd-publisher', prefetch: many, handler: publisher.handler })
  await bus.consume({ service: 'identity-resolver', prefetch: many, handler: resolver.handler })
  await bus.publish([order, failing])
  await eventually(() => expect(resolver.ids()).toHaveLength(2))

  await setAlarm(true)
  await untilRefused(bus)
  isFull.open()
  await eventually(async () => expect((await bus.health()).blockedBecause).toBe('low on disk'))
  expect(publisher.ids()).not.toContain(seller.id)
  await setAlarm(false)

  await eventually(() => expect(resolver.ids().toSorted()).toEqual([order.id, failing.id, failing.id].toSorted()))
  await eventually(() => expect(publisher.ids().filter((id) => id === seller.id)).toEqual([seller.id]))
})

it('closes within seconds while the broker takes nothing, and leaves what is in hand to whoever comes next', async () => {
  const bus = open('alarm-3.')
  const isFull = gate()
  const [order, seller] = [orderReceived(), sellerReceived()] as const
  const { seen, handler } = recording(async () => {
    await isFull.passed
    return [seller]
  })
  await bus.consume({ service: 'identity-resolver', prefetch: many, handler })
  await bus.publish([order])
  await eventually(() => expect(seen).toHaveLength(1))
  await setAlarm(true)
  await untilRefused(bus)
  isFull.open()

  const begun = performance.now()
  await bus.close()

  expect(performance.now() - begun).toBeLessThan(12_000)
  const next = open('alarm-3.')
  const again = recording()
  await next.consume({ service: 'identity-resolver', prefetch: many, handler: again.handler })
  await eventually(() => expect(again.ids()).toEqual([order.id]))
})
