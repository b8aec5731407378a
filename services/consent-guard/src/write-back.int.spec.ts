import { begin, type Message } from '@concord/contracts'
import { version } from '@concord/domain'
import { embeddedBus, type EmbeddedBus } from '@concord/messaging'
import { type CallBudget, contentHash, createMirakl, instanceOf, parseOrder, redisBudget } from '@concord/mirakl'
import { parseConcordConfig, type Service, silentLog } from '@concord/runtime'
import {
  type AdditionalField,
  createMiraklSandbox,
  type Frame,
  type MiraklSandbox,
  tinyWorld,
} from '@concord/sandbox-mirakl'
import { connectRedis, createVault, memorySuppressionSet } from '@concord/storage'
import { waitFor } from '@concord/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { miraklOrderFields } from './adapters/mirakl-write-back.js'
import { createService } from './create-service.js'
import type { Reading } from './ports.js'
import { databases, type DatabaseUnderTest } from './testing/databases.js'
import { fact } from './testing/facts.js'

const config = parseConcordConfig(`
marketplaces:
  acme:
    account: main
    consentField: { code: opt-out, optedOut: 'true' }
    links: { order: 'https://acme.example/{orderId}' }
accounts:
  main: { newContacts: unsubscribed, suppressionsEverySeconds: 1 }
`)
const vault = createVault({ keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }], hashSecret: Buffer.alloc(32, 2) })
const credentials = { apiKey: 'operator-key', scheme: 'raw' } as const
const ada = 'ada@example.org'

const optOut: AdditionalField = {
  ...{ code: 'opt-out', label: 'Opted out', type: 'BOOLEAN', entity: 'ORDER' },
  ...{ required: false, shopPermission: 'READ_WRITE' },
}
const worldOf = (orders: number) => {
  const another = (before: Frame): Partial<Frame> => ({
    orders: [...before.orders, { ...before.orders[0], order_id: 'O9-A', created_date: '2026-03-02T00:00:00Z' }],
  })
  const world = tinyWorld({ orders, steps: [another] })
  return { ...world, marketplaces: world.marketplaces.map((each) => ({ ...each, additionalFields: [optOut] })) }
}

/** A guard beside a marketplace that is polled by hand. */
const openStage = async (held: DatabaseUnderTest, orders: number) => {
  const sandbox: MiraklSandbox = await createMiraklSandbox({ port: 0, world: worldOf(orders) })
  const bus: EmbeddedBus = embeddedBus({ log: silentLog })
  const url = `${sandbox.url}/acme`
  const reader = createMirakl({ url, credentials, timeoutMs: 5_000 })
  const decided: Message[] = []
  let contacts: readonly Reading[] = [{ email: ada, fact: fact() }]
  await bus.consume({
    service: 'dd-publisher',
    prefetch: { realtime: 1, bulk: 1 },
    handler: async (message) => (message.type === 'decided.order.v1' && decided.push(message), []),
  })
  const services: Service[] = []
  const start = async (budget?: CallBudget): Promise<Service> => {
    const service = createService({
      ...{ database: held.database, vault, bus, log: silentLog, config, suppressed: memorySuppressionSet() },
      sourceOf: () => ({
        async *contacts() {
          yield contacts
        },
        async *suppressions() {
          yield []
        },
      }),
      orderFieldsOf: () => miraklOrderFields(createMirakl({ url, credentials, timeoutMs: 5_000, budget }).customFields),
    })
    services.push(service)
    await service.start()
    return service
  }
  const identified = (raw: unknown, observedAt: string): Message => {
    const parsed = parseOrder(raw)
    if (!parsed.ok) throw new Error(parsed.faults.join())
    const { order } = parsed
    return begin({
      type: 'identified.order.v1',
      source: 'identity-resolver',
      recordkey: `acme:order:${order.id}`,
      recordversion: version(order.updatedAt, observedAt, contentHash(order)),
      lane: 'realtime',
      data: { order, origin: 'live', person: { profileId: 'p-1', revision: 1, email: ada } },
    })
  }
  const until = (what: string, condition: () => boolean | Promise<boolean>) =>
    waitFor(condition, { limitMs: 20_000, what })
  /** Hands on what changed since, as a poll does; resolves when it was decided. */
  const poll = async (updatedSince?: Date): Promise<number> => {
    const observedAt = new Date().toISOString()
    const { items } = await reader.orders.page({ updatedSince, offset: 0 })
    const before = decided.length
    await bus.publish(items.map((raw) => identified(raw, observedAt)))
    await until('decisions', () => decided.length === before + items.length)
    return items.length
  }
  const written = async (): Promise<readonly { readonly at: string }[]> => {
    const response = await fetch(`${sandbox.url}/_sandbox/calls?method=PUT&status=200`)
    return ((await response.json()) as { calls: { at: string }[] }).calls
  }
  return {
    ...{ start, poll, until, sandbox, url },
    writes: async () => (await written()).length,
    written,
    values: async () =>
      (await reader.orders.page({ offset: 0 })).items.map((raw) => {
        const parsed = parseOrder(raw)
        return parsed.ok ? parsed.order.additionalFields['opt-out'] : undefined
      }),
    optOut: () => {
      contacts = [{ email: ada, fact: fact({ status: 'unsubscribed' }) }]
    },
    stop: async () => {
      await Promise.all(services.map((service) => service.stop()))
      await bus.close()
      await reader.close()
      await sandbox.stop()
    },
  }
}

type Stage = Awaited<ReturnType<typeof openStage>>

describe.each(databases)('what Dotdigital said, written back from $name', ({ open }) => {
  let held: DatabaseUnderTest
  let stage: Stage
  beforeEach(async () => {
    held = await open()
    stage = await openStage(held, 3)
  })
  afterEach(async () => {
    await stage.stop()
    await held.close()
  })

  it('stands in Mirakl after one round, though each write comes back as a changed order', async () => {
    const service = await stage.start()
    await stage.poll()
    expect(await service.status()).toMatchObject({ writeBacksDue: 0, writeBacksFailed: 0 })
    const since = new Date()
    stage.optOut()
    await stage.until('writes', async () => (await stage.writes()) === 3)
    expect(await stage.values()).toEqual(['true', 'true', 'true'])

    await stage.until('their answers', async () => (await service.status())['writeBacksDue'] === 0)
    expect(await stage.poll(since)).toBe(3)
    expect(await stage.poll(since)).toBe(3)
    expect(await service.status()).toMatchObject({ writeBacksDue: 0, writeBacksFailed: 0 })
    expect(await stage.writes()).toBe(3)
  })

  it('reaches an order that comes later, and no other one again', async () => {
    const service = await stage.start()
    await stage.poll()
    stage.optOut()
    await stage.until('writes', async () => (await stage.writes()) === 3)
    await stage.sandbox.advanceTo(1)
    await stage.poll()
    await stage.until('the later one', async () => (await stage.writes()) === 4)
    await stage.until('its answer', async () => (await service.status())['writeBacksDue'] === 0)

    expect(await stage.values()).toEqual(['true', 'true', 'true', 'true'])
    expect(await stage.poll()).toBe(4)
    expect(await stage.writes()).toBe(4)
  })
})

describe('two replicas', () => {
  it('write each order once, and together five times a second at most', async () => {
    const held = await databases[0].open()
    const stage = await openStage(held, 17)
    const redis = connectRedis(process.env['REDIS_URL'] ?? '', silentLog)
    const budget = () => redisBudget({ redis, persona: 'default', log: silentLog, instance: instanceOf(stage.url) })
    const [one] = await Promise.all([stage.start(budget()), stage.start(budget())])
    await stage.poll()
    stage.optOut()
    await stage.until('writes', async () => (await one.status())['writeBacksDue'] === 0 && (await stage.writes()) >= 17)
    const instants = (await stage.written()).map(({ at }) => Date.parse(at)).toSorted((left, right) => left - right)

    expect(instants).toHaveLength(17)
    expect(await stage.values()).toEqual(Array.from({ length: 17 }, () => 'true'))
    // The budget counts when a call is made, the sandbox when it comes: on a busy machine some come late.
    for (const [index, at] of instants.entries()) expect((instants[index + 5] ?? Infinity) - at).toBeGreaterThan(600)
    await stage.stop()
    await redis.close()
    await held.close()
  })
})
