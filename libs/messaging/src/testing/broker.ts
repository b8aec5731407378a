import { randomUUID } from 'node:crypto'
import { services, type Message } from '@concord/contracts'
import { lanes } from '@concord/domain'
import { connect, type Channel, type ConsumeMessage, type GetMessage } from 'amqplib'
import type { Bus } from '../bus.js'
import type { Ladder } from '../ladder.js'
import { rabbitMqBus, type RabbitMqOptions } from '../rabbitmq/rabbitmq-bus.js'
import { namesWith, type Names } from '../rabbitmq/names.js'
import { openMessage, readEnvelope, type Seal } from '../rabbitmq/wire.js'
import { memoryLog, testLadderMs, type BusUnderTest, type BusWanted } from './harness.js'
import { manage } from './management.js'
import { tcpProxy, type TcpProxy } from './tcp-proxy.js'

/** Turns text round: enough to see that it is neither left open nor sealed twice. */
export const mirrorSeal: Seal = {
  seal: (text) => `sealed:${Buffer.from(text).toString('base64')}`,
  open(sealed) {
    if (!sealed.startsWith('sealed:')) throw new Error('not sealed')
    return Buffer.from(sealed.slice('sealed:'.length), 'base64').toString()
  },
}

/** A corner of a real broker, with a view behind the bus. */
export interface Corner extends BusUnderTest {
  readonly another: (options?: Partial<RabbitMqOptions>) => Promise<Bus>
  readonly names: Names
  readonly channel: Channel
  readonly proxy: TcpProxy
  readonly log: ReturnType<typeof memoryLog>
}

interface CornerWanted extends BusWanted {
  readonly ladderMs?: Ladder
}

export const corner = async ({ maxDepth, ladderMs = testLadderMs, ...wanted }: CornerWanted = {}): Promise<Corner> => {
  const url = brokerUrl()
  const prefix = `test-${randomUUID().slice(0, 8)}.`
  const names = namesWith(prefix)
  const log = memoryLog()
  const proxy = await tcpProxy(url)
  const connection = await connect(url, { noDelay: true })
  const channel = await connection.createChannel()
  const buses: Bus[] = []
  const open = (options: Partial<RabbitMqOptions> = {}): Bus => {
    const bus = rabbitMqBus({ url: proxy.url, seal: mirrorSeal, log, prefix, ladderMs, ...wanted, ...options })
    buses.push(bus)
    return bus
  }
  const bus = open()
  await bus.publish([])
  const unbind = maxDepth === undefined ? undefined : await bound(names.lane('dd-publisher', 'realtime'), maxDepth)
  return {
    bus,
    another: async (options) => open(options),
    async crash() {
      proxy.refuse(true)
      proxy.cut()
      return open({ url })
    },
    deadLetters: async (service) => (await peek(channel, names.dead(service))).map(opened),
    names,
    channel,
    proxy,
    log,
    async close() {
      await Promise.all(buses.map((one) => one.close()))
      await clear(channel, names, ladderMs)
      await unbind?.()
      await connection.close()
      await proxy.close()
    },
  }
}

/** Bounds a queue as an operator would. */
const bound = async (queue: string, maxDepth: number): Promise<() => Promise<unknown>> => {
  const policy = `policies/%2F/${queue}`
  const definition = { 'max-length': maxDepth, overflow: 'reject-publish' }
  await manage('PUT', policy, { pattern: `^${queue}$`, 'apply-to': 'queues', definition })
  return () => manage('DELETE', policy)
}

/** What waits in a queue, left there. */
export const peek = async (channel: Channel, queue: string): Promise<readonly GetMessage[]> => {
  const found: GetMessage[] = []
  for (let next = await channel.get(queue); next !== false; next = await channel.get(queue)) found.push(next)
  found.forEach((message) => channel.nack(message))
  return found
}

export const opened = ({ content }: GetMessage | ConsumeMessage): Message =>
  openMessage(readEnvelope(content), mirrorSeal)

export const brokerUrl = (): string => {
  const url = process.env['RABBITMQ_URL']
  if (url === undefined) throw new Error('RABBITMQ_URL is not set: these tests need a real RabbitMQ, 3.10 or later')
  return url
}

const clear = async (channel: Channel, names: Names, ladderMs: Ladder): Promise<void> => {
  for (const service of services) {
    const pairs = [names.dead(service), ...ladderMs.map((delayMs) => names.retry(service, delayMs))]
    for (const queue of [...lanes.map((lane) => names.lane(service, lane)), ...pairs]) await channel.deleteQueue(queue)
    for (const exchange of [names.again(service), names.mark(service), ...pairs]) await channel.deleteExchange(exchange)
  }
  await channel.deleteExchange(names.exchange)
}
