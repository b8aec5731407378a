import { randomUUID } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { fileURLToPath } from 'node:url'
import { follow, services, type Message, type ServiceName } from '@concord/contracts'
import { connect } from 'amqplib'
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest'
import type { Bus } from '../bus.js'
import { BrokerUnavailable, TopologyMissing } from '../errors.js'
import { brokerUrl, mirrorSeal } from '../testing/broker.js'
import { eventually, LedgerAway, many, memoryLog, NeverAcceptable, recording } from '../testing/harness.js'
import { manage, managementUrl } from '../testing/management.js'
import { orderReceived } from '../testing/messages.js'
import { rabbitMqBus, type RabbitMqOptions } from './rabbitmq-bus.js'

const file = fileURLToPath(new URL('../../../../deploy/rabbitmq/definitions.json', import.meta.url))
const vhost = `test-${randomUUID().slice(0, 8)}`
const password = randomUUID()
const users: readonly string[] = [...services, 'concord-deploy', 'concord-health']

const urlAs = (user: string): string => {
  const url = new URL(brokerUrl())
  return Object.assign(url, { username: user, password, pathname: `/${vhost}` }).href
}

const buses: Bus[] = []
const busAs = (name: string, options: Partial<RabbitMqOptions> = {}): Bus => {
  const health = Object.assign(new URL(managementUrl()), { username: 'concord-health', password }).href
  const given = {
    url: urlAs(name),
    seal: mirrorSeal,
    log: memoryLog(),
    name,
    topology: 'given',
    connectionWaitMs: 2_000,
  } as const
  const bus = rabbitMqBus({ ...given, managementUrl: health, ...options })
  buses.push(bus)
  return bus
}

/** As deploy/rabbitmq/README.md says, but to a virtual host of its own. */
beforeAll(async () => {
  const definitions: unknown = JSON.parse(await readFile(file, 'utf8'), (key, value: unknown) =>
    key === 'vhost' || (key === 'name' && value === '/') ? vhost : value,
  )
  await manage('POST', 'definitions', definitions)
  for (const user of users) {
    const { tags } = (await manage('GET', `users/${user}`)) as { tags: readonly string[] }
    await manage('PUT', `users/${user}`, { password, tags: tags.join(',') })
  }
})
afterEach(() => Promise.all(buses.splice(0).map((bus) => bus.close())))
afterAll(async () => {
  await manage('DELETE', `vhosts/${vhost}`)
  for (const user of users) await manage('DELETE', `users/${user}`)
})

const person = { profileId: 'p-1', email: 'ada@example.org' }
const identified = (order: Message): Message =>
  order.type === 'received.order.v1'
    ? follow(order, 'identity-resolver', 'identified.order.v1', { ...order.data, person })
    : order

describe('with what deploy/rabbitmq/definitions.json gives, and the rights of a service', () => {
  it('a message goes from service to service', async () => {
    const guard = recording()
    const resolver = recording(async (order) => [identified(order)])
    const [gateway, second] = [busAs('ingest-gateway'), busAs('consent-guard')]
    const first = busAs('identity-resolver')
    await first.consume({ service: 'identity-resolver', prefetch: many, handler: resolver.handler })
    await second.consume({ service: 'consent-guard', prefetch: many, handler: guard.handler })
    const order = orderReceived()

    await gateway.publish([order])

    await eventually(() => expect(guard.seen).toMatchObject([{ type: 'identified.order.v1', causationid: order.id }]))
    const consuming = { isConsuming: true, isKnownBy: 'list', depth: 0 }
    await eventually(async () => expect((await second.health()).queues).toMatchObject([consuming, consuming]))
  })

  it('a message comes back from the ladder, is set aside, and is tried again by another build', async () => {
    const { ids, handler } = recording((_, nth) => {
      if (nth === 1) throw new LedgerAway('for a moment')
      if (nth === 2) throw new NeverAcceptable('by this build')
      return Promise.resolve([])
    })
    const order = orderReceived()
    const first = busAs('identity-resolver', { build: 'b1' })
    await first.consume({ service: 'identity-resolver', prefetch: many, handler })
    await busAs('ingest-gateway').publish([order])
    await eventually(async () => expect((await first.health()).deadLetters).toMatchObject([{ depth: 1 }]))
    await first.close()

    const redrivePace = { everyMs: 100, gapMs: 10, atMost: 10 }
    await busAs('identity-resolver', { build: 'b2', redrivePace }).consume({
      service: 'identity-resolver',
      prefetch: many,
      handler,
    })

    await eventually(() => expect(ids()).toEqual([order.id, order.id, order.id]))
  })

  it('nobody reads the queue of another', async () => {
    const connection = await connect(urlAs('identity-resolver'), { noDelay: true })
    const channel = await connection.createChannel()
    channel.on('error', () => undefined)

    await expect(channel.consume('consent-guard.realtime', () => undefined)).rejects.toThrow('ACCESS_REFUSED')

    await connection.close()
  })

  it('nobody publishes a stage that is not its own', async () => {
    const bus = busAs('identity-resolver')
    const other = busAs('consent-guard')
    await other.publish([])

    await expect(bus.publish([orderReceived()])).rejects.toThrow(BrokerUnavailable)
    await eventually(() => bus.publish([identified(orderReceived())]))
  })

  it('nobody but who deploys may declare', async () => {
    await expect(busAs('identity-resolver', { topology: 'declare' }).publish([])).rejects.toThrow(BrokerUnavailable)
    await expect(busAs('concord-deploy', { topology: 'declare' }).publish([])).resolves.toBeUndefined()
  })

  it('what is missing is named, and nothing is made', async () => {
    await manage('DELETE', `queues/${vhost}/dd-publisher.bulk`)
    await manage('DELETE', `exchanges/${vhost}/monitor.dead`)
    const bus = busAs('ingest-gateway')

    const refused = bus.publish([orderReceived()])

    await expect(refused).rejects.toThrow(TopologyMissing)
    await expect(refused).rejects.toThrow(/lacks exchange monitor\.dead, queue dd-publisher\.bulk: import/)
  })

  it.each(services)('%s has a user who may sign in once it has a password', async (service: ServiceName) => {
    const connection = await connect(urlAs(service), { noDelay: true })
    await connection.close()
    await expect(connect(urlAs(service).replace(password, ''))).rejects.toThrow()
  })
})
