import { randomUUID } from 'node:crypto'
import { services, type Message, type ServiceName } from '@concord/contracts'
import { lanes } from '@concord/domain'
import { connect, type Channel, type ConsumeMessage, type GetMessage } from 'amqplib'
import type { Bus } from '../bus.js'
import { rabbitMqBus, type RabbitMqOptions } from '../rabbitmq/rabbitmq-bus.js'
import { namesWith, type Names } from '../rabbitmq/topology.js'
import { openMessage, readEnvelope, type Seal } from '../rabbitmq/wire.js'
import { memoryLog, testLadderMs, type BusUnderTest } from './harness.js'
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

export const corner = async (): Promise<Corner> => {
  const url = brokerUrl()
  const prefix = `test-${randomUUID().slice(0, 8)}.`
  const names = namesWith(prefix)
  const log = memoryLog()
  const proxy = await tcpProxy(url)
  const connection = await connect(url, { noDelay: true })
  const channel = await connection.createChannel()
  const buses: Bus[] = []
  const open = (options: Partial<RabbitMqOptions> = {}): Bus => {
    const bus = rabbitMqBus({ url: proxy.url, seal: mirrorSeal, log, prefix, ladderMs: testLadderMs, ...options })
    buses.push(bus)
    return bus
  }
  const bus = open()
  await bus.publish([])
  return {
    bus,
    another: async (options) => open(options),
    deadLetters: async (service) => (await peek(channel, names.dead(service))).map(opened),
    names,
    channel,
    proxy,
    log,
    async close() {
      await Promise.all(buses.map((one) => one.close()))
      await clear(channel, names)
      await connection.close()
      await proxy.close()
    },
  }
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

const clear = async (channel: Channel, names: Names): Promise<void> => {
  for (const service of services) await clearService(channel, names, service)
  await channel.deleteExchange(names.exchange)
}

const clearService = async (channel: Channel, names: Names, service: ServiceName): Promise<void> => {
  const rungs = testLadderMs.map((delayMs) => names.retry(service, delayMs))
  const queues = [...lanes.map((lane) => names.lane(service, lane)), names.dead(service), ...rungs]
  for (const queue of queues) await channel.deleteQueue(queue)
  for (const rung of rungs) await channel.deleteExchange(rung)
}
