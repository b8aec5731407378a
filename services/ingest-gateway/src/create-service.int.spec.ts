import { type Message, outcomeOf } from '@concord/contracts'
import { embeddedBus } from '@concord/messaging'
import { everybodyIs, httpOf, onlyReaders, parseConcordConfig, type Service, silentLog } from '@concord/runtime'
import { waitFor } from '@concord/testing'
import { Webhook } from 'standardwebhooks'
import request from 'supertest'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createService } from './create-service.js'
import type { MarketplaceSource } from './polling-ports.js'
import { databases, type DatabaseUnderTest, testVault } from './testing/databases.js'
import { rawOrder } from './testing/raw.js'
import { olga } from './testing/people.js'

const config = parseConcordConfig(`
marketplaces:
  north:
    account: main
    links: { order: 'https://north.example/{orderId}' }
accounts:
  main: { newContacts: unsubscribed }
`)
const secret = 'whsec_Y3VycmVudCBzZWNyZXQ='

async function* nothing(): AsyncIterable<readonly unknown[]> {
  yield []
}
const source: MarketplaceSource = {
  orders: nothing,
  ordersInIncident: nothing,
  ordersById: async (ids) => ids.map((id) => rawOrder({ order_id: id })),
  returns: nothing,
  sellers: nothing,
}

describe.each(databases)('the gateway on $name', ({ open }) => {
  let held: DatabaseUnderTest
  let stopAll: () => Promise<void>
  beforeEach(async () => {
    held = await open()
    stopAll = async () => undefined
  })
  afterEach(async () => {
    await stopAll()
    await held.close()
  })

  /** The gateway as one process runs it, with a bus that forgets. */
  const startGateway = async (answer: (message: Message) => readonly Message[] = () => []) => {
    const bus = embeddedBus({ log: silentLog })
    const received: Message[] = []
    await bus.consume({
      service: 'identity-resolver',
      prefetch: { realtime: 1, bulk: 1 },
      handler: async (message) => (received.push(message), answer(message)),
    })
    const service: Service = createService({
      ...{ database: held.database, vault: testVault, bus, log: silentLog, config },
      sourceOf: () => source,
      credentialsOf: () => ({ webhookTokens: ['token'], relaySecrets: [secret] }),
      pace: { dueAfterMs: 60_000, hintsEveryMs: 50 },
      readers: onlyReaders(undefined),
      ...{ operators: everybodyIs(olga), admins: everybodyIs(olga) },
    })
    await service.start()
    stopAll = async () => {
      await service.stop()
      await bus.close()
    }
    return { app: httpOf(service, silentLog, onlyReaders(undefined)), received }
  }

  const relayed = (app: ReturnType<typeof httpOf>, content: unknown) => {
    const [body, at] = [JSON.stringify(content), new Date()]
    return request(app)
      .post('/v1/records/north')
      .set({
        'content-type': 'application/json',
        'webhook-id': 'msg_1',
        'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
        'webhook-signature': new Webhook(secret).sign('msg_1', at, body),
      })
      .send(body)
  }
  const until = (what: string, condition: () => boolean) => waitFor(condition, { limitMs: 5_000, what })

  it('takes one bad object in among good ones, hands the good ones on, and keeps the equation', async () => {
    const { app, received } = await startGateway()
    const orders = [rawOrder(), rawOrder({ order_id: 'O2', total_price: 'a lot' }), rawOrder({ order_id: 'O3' })]

    const { status, body } = await relayed(app, { orders: [...orders, rawOrder()] })

    expect([status, body]).toEqual([202, { accepted: 2, duplicates: 1, superseded: 0, quarantined: 1 }])
    expect((await request(app).get('/v1/conservation')).body).toEqual({
      received: 3,
      shares: [
        { state: 'in-flight', reason: 'on-its-way', count: 2 },
        { state: 'quarantined', reason: 'invalid', count: 1 },
      ],
    })
    await until('both good orders', () => received.length === 2)
    expect(received.map(({ recordkey }) => recordkey).toSorted()).toEqual(['north:order:O1-A', 'north:order:O3'])
  })

  it('reads back what a webhook hinted at', async () => {
    const { app, received } = await startGateway()
    await request(app)
      .post('/v1/mirakl/north/webhooks')
      .set('authorization', 'token')
      .send({ event_type: 'ORDER', payload: [{ id: 'O7' }] })

    await until('the hinted order', () => received.length === 1)
    expect(received[0]).toMatchObject({ recordkey: 'north:order:O7', data: { origin: 'live' } })
  })

  it('hands on again at a start what a bus forgot', async () => {
    const first = await startGateway()
    await relayed(first.app, rawOrder())
    await until('the order', () => first.received.length === 1)
    await stopAll()

    const second = await startGateway()
    await until('the order again', () => second.received.length === 1)
    expect(second.received[0]?.recordversion).toBe(first.received[0]?.recordversion)
  })

  it('brings a delivered record again for whoever asks, and it ends delivered again', async () => {
    const delivered = (message: Message) => [
      outcomeOf(message, 'dd-publisher', { state: 'delivered', reason: 'published' }),
    ]
    const { app, received } = await startGateway(delivered)
    const isDelivered = async () => (await request(app).get('/v1/conservation')).body.shares[0]?.state === 'delivered'
    await relayed(app, rawOrder())
    await waitFor(isDelivered, { limitMs: 10_000, what: 'the delivery' })

    const criteria = { marketplace: 'north', ids: ['O1-A'] }
    const dry = await request(app)
      .post('/v1/replays')
      .send({ ...criteria, dryRun: true })
    const { status, body } = await request(app).post('/v1/replays').send(criteria)

    expect([status, body.counts]).toEqual([202, dry.body.counts])
    await until('the order again', () => received.length === 2)
    expect(received[1]).toMatchObject({ recordversion: received[0]?.recordversion, data: { origin: 'replay' } })
    await waitFor(isDelivered, { limitMs: 10_000, what: 'the second delivery' })
    expect((await request(app).get(`/v1/replays/${body.id}`)).body.progress).toMatchObject({ handedOn: 1 })
  })
})
