import { deadLettersOf, exchange, queueOf, services, type ServiceName } from '@concord/contracts'
import { lanes, type Lane } from '@concord/domain'
import type { Channel } from 'amqplib'
import type { Ladder } from '../ladder.js'
import { bindingsOf } from '../routing.js'

/** What everything is called on the broker. */
export interface Names {
  readonly exchange: string
  lane(service: ServiceName, lane: Lane): string
  dead(service: ServiceName): string
  /** One rung of a service's ladder: an exchange and its queue share the name. */
  retry(service: ServiceName, delayMs: number): string
}

/** @param prefix sets one installation apart from another on the same virtual host */
export const namesWith = (prefix: string): Names => ({
  exchange: `${prefix}${exchange}`,
  lane: (service, lane) => `${prefix}${queueOf(service, lane)}`,
  dead: (service) => `${prefix}${deadLettersOf(service)}`,
  retry: (service, delayMs) => `${prefix}${service}.retry-${delayMs / 1_000}s`,
})

/**
 * Deliveries of one message before the broker itself sets it aside. The ladder acks, so only lost connections count:
 * this ends the loop of a message that kills its consumer.
 */
const deliveryLimit = 20

/** From 4.0 a queue without a limit drops what was put back 20 times, and looking at a dead letter puts it back. */
const looksAtDeadLetters = 1_000_000

/**
 * Dead-lettering through the default exchange that survives a broker failure between the two queues; it is documented
 * to need `reject-publish` (rabbitmq.com/docs/quorum-queues, "at-least-once dead-lettering", 3.10).
 */
const deadLettering = {
  'x-queue-type': 'quorum',
  'x-overflow': 'reject-publish',
  'x-dead-letter-strategy': 'at-least-once',
  'x-dead-letter-exchange': '',
}

/** Declares what all services need, so that nothing is unroutable because a peer has not started yet. */
export const declareTopology = async (channel: Channel, names: Names, ladderMs: Ladder): Promise<void> => {
  await channel.assertExchange(names.exchange, 'topic', { durable: true })
  for (const service of services) {
    await declareDeadLetters(channel, names, service)
    for (const lane of lanes) await declareLane(channel, names, service, lane)
    for (const delayMs of ladderMs) await declareRung(channel, names.retry(service, delayMs), delayMs)
  }
}

const declareDeadLetters = async (channel: Channel, names: Names, service: ServiceName): Promise<void> => {
  const kept = { 'x-queue-type': 'quorum', 'x-delivery-limit': looksAtDeadLetters }
  await channel.assertQueue(names.dead(service), { durable: true, arguments: kept })
}

const declareLane = async (channel: Channel, names: Names, service: ServiceName, lane: Lane): Promise<void> => {
  const queue = names.lane(service, lane)
  const limit = { 'x-delivery-limit': deliveryLimit, 'x-dead-letter-routing-key': names.dead(service) }
  await channel.assertQueue(queue, { durable: true, arguments: { ...deadLettering, ...limit } })
  for (const pattern of bindingsOf(service, lane)) await channel.bindQueue(queue, names.exchange, pattern)
}

/** A rung sends back to where it came from: its queue keeps the routing key, which is the name of a lane queue. */
const declareRung = async (channel: Channel, name: string, delayMs: number): Promise<void> => {
  await channel.assertExchange(name, 'fanout', { durable: true })
  await channel.assertQueue(name, { durable: true, arguments: { ...deadLettering, 'x-message-ttl': delayMs } })
  await channel.bindQueue(name, name, '')
}
