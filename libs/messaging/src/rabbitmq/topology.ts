import { services, type ServiceName } from '@concord/contracts'
import { lanes, type Lane } from '@concord/domain'
import { longestMs } from '../jitter.js'
import type { Ladder } from '../ladder.js'
import { bindingsOf } from '../routing.js'
import type { Names } from './names.js'

export interface ExchangeNeeded {
  readonly name: string
  readonly type: 'topic' | 'fanout' | 'direct'
}

export interface QueueNeeded {
  readonly name: string
  /** What would lose messages if somebody forgot it; what may be tuned stands in policies. */
  readonly arguments: Readonly<Record<string, string | number>>
}

export interface BindingNeeded {
  readonly exchange: string
  readonly queue: string
  readonly key: string
}

/** All of it is durable. */
export interface Topology {
  readonly exchanges: readonly ExchangeNeeded[]
  readonly queues: readonly QueueNeeded[]
  readonly bindings: readonly BindingNeeded[]
}

/** What all services need, so that nothing is unroutable because a peer has not started yet. */
export const topologyOf = (names: Names, ladderMs: Ladder): Topology => {
  const main: Topology = { exchanges: [{ name: names.exchange, type: 'topic' }], queues: [], bindings: [] }
  const parts = services.flatMap((service) => [
    again(names, service),
    ...lanes.map((lane) => laneOf(names, service, lane)),
    deadLetters(names, service),
    ...ladderMs.map((delayMs) => rung(names, service, delayMs)),
  ])
  return [main, ...parts].reduce(together)
}

const together = (one: Topology, other: Topology): Topology => ({
  exchanges: [...one.exchanges, ...other.exchanges],
  queues: [...one.queues, ...other.queues],
  bindings: [...one.bindings, ...other.bindings],
})

/**
 * Deliveries of one message before the broker itself sets it aside. The ladder acks, so only lost connections count:
 * this ends the loop of a message that kills its consumer.
 */
const deliveryLimit = 20

/** From 4.0 a queue without a limit drops what was put back 20 times, and looking at a dead letter puts it back. */
const looksAtDeadLetters = 1_000_000

/** A full queue says so to the publisher; the other choice would drop what is oldest. */
const quorum = { 'x-queue-type': 'quorum', 'x-overflow': 'reject-publish' }

/**
 * Survives a broker failure between the two queues; it is documented to need `reject-publish`
 * (rabbitmq.com/docs/quorum-queues, "at-least-once dead-lettering", 3.10 to 4.x).
 */
const deadLetteringTo = (exchange: string) => ({
  ...quorum,
  'x-dead-letter-strategy': 'at-least-once',
  'x-dead-letter-exchange': exchange,
})

const again = (names: Names, service: ServiceName): Topology => {
  const name = names.again(service)
  const queues = lanes.map((lane) => names.lane(service, lane))
  const bindings = queues.map((queue) => ({ exchange: name, queue, key: queue }))
  return { exchanges: [{ name, type: 'direct' }], queues: [], bindings }
}

const laneOf = (names: Names, service: ServiceName, lane: Lane): Topology => {
  const name = names.lane(service, lane)
  const limited = { ...deadLetteringTo(names.dead(service)), 'x-delivery-limit': deliveryLimit }
  const bindings = bindingsOf(service, lane).map((key) => ({ exchange: names.exchange, queue: name, key }))
  return { exchanges: [], queues: [{ name, arguments: limited }], bindings }
}

const deadLetters = (names: Names, service: ServiceName): Topology =>
  pair(names.dead(service), { ...quorum, 'x-delivery-limit': looksAtDeadLetters })

/** Its queue keeps the routing key, which is the name of the lane queue to come back to. */
const rung = (names: Names, service: ServiceName, delayMs: number): Topology =>
  pair(names.retry(service, delayMs), {
    ...deadLetteringTo(names.again(service)),
    'x-message-ttl': longestMs(delayMs),
  })

const pair = (name: string, args: QueueNeeded['arguments']): Topology => ({
  exchanges: [{ name, type: 'fanout' }],
  queues: [{ name, arguments: args }],
  bindings: [{ exchange: name, queue: name, key: '' }],
})
