import type { Channel } from 'amqplib'
import { TopologyMissing } from '../errors.js'
import type { Topology } from './topology.js'

/** Makes whatever is not there yet. */
export const declareTopology = async (channel: Channel, { exchanges, queues, bindings }: Topology): Promise<void> => {
  for (const { name, type } of exchanges) await channel.assertExchange(name, type, { durable: true })
  for (const { name, arguments: args } of queues) await channel.assertQueue(name, { durable: true, arguments: args })
  for (const { exchange, queue, key } of bindings) await channel.bindQueue(queue, exchange, key)
}

/**
 * Asks for everything by name and makes nothing, so a user who may configure nothing can ask. Of bindings AMQP says
 * nothing: one that is missing shows as `message-unroutable`.
 *
 * @param openChannel asking for what is missing closes the channel, so this takes as many as are missing, and one
 * @throws TopologyMissing naming what is missing
 */
export const checkTopology = async (openChannel: () => Promise<Channel>, topology: Topology): Promise<void> => {
  const missing: string[] = []
  let channel = await openChannel()
  const ask = async (what: string, question: (on: Channel) => Promise<unknown>): Promise<void> => {
    try {
      await question(channel)
    } catch (refused) {
      if (!isNotFound(refused)) throw refused
      missing.push(what)
      channel = await openChannel()
    }
  }
  for (const { name } of topology.exchanges) await ask(`exchange ${name}`, (on) => on.checkExchange(name))
  for (const { name } of topology.queues) await ask(`queue ${name}`, (on) => on.checkQueue(name))
  await channel.close()
  if (missing.length > 0) throw new TopologyMissing(textOf(missing))
}

const notFound = 404
export const isNotFound = (refused: unknown): boolean =>
  refused instanceof Error && 'code' in refused && refused.code === notFound

const mostNamed = 8

const textOf = (missing: readonly string[]): string => {
  const more = missing.length > mostNamed ? ` and ${missing.length - mostNamed} more` : ''
  const named = `${missing.slice(0, mostNamed).join(', ')}${more}`
  return `the broker lacks ${named}: import deploy/rabbitmq/definitions.json, or set RABBITMQ_TOPOLOGY to declare`
}
