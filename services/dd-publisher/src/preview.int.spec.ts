import { httpOf, listen, type Listening, onlyReaders, parseConcordConfig, silentLog } from '@concord/runtime'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { previewRoutes } from './adapters/preview-http.js'
import { postgresRecorded } from './adapters/postgres-recorded.js'
import type { Preview } from './preview.js'
import { line, orderDecided, personOf, returnDecided } from './testing/builders.js'
import { openWorld, vault, type World } from './testing/world.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
  south: { account: main, links: { order: 'https://south.example.org/{orderId}' } }
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { campaigns: { default: 1001 } } }
`)
const draft = `
marketplaces:
  north: { account: main, links: { order: 'https://shop.example.org/{orderId}' } }
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 72, channel: { campaigns: { default: 2002 } } }
`
const token = 'a-token-of-whoever-reads'

let world: World
let listening: Listening
beforeAll(async () => {
  world = await openWorld()
  const readers = onlyReaders(token)
  const recorded = postgresRecorded(world.db, vault)
  const http = previewRoutes({ recorded, config, readers, now: world.now })
  const service = {
    ...{ name: 'dd-publisher' as const, http, status: async () => ({}) },
    ...{ start: async () => undefined, stop: async () => undefined },
  }
  listening = await listen(httpOf(service, silentLog, readers), 0)
})
beforeEach(() => world.reset())
afterAll(async () => {
  await listening.close()
  await world.close()
})

const ask = async (path: string, body?: unknown, bearer = token) => {
  const headers = { authorization: `Bearer ${bearer}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const response = await fetch(`${listening.url}${path}`, { ...sent, headers })
  return { status: response.status, body: (await response.json()) as Preview & { readonly faults: readonly string[] } }
}

const rowsOf = async () =>
  (['orders', 'contacts', 'effects', 'triggers', 'outcomes'] as const).map(async (table) =>
    JSON.stringify(await world.db.selectFrom(table).selectAll().execute()),
  )

it('maps the newest recorded orders twice, and tells what is different, over HTTP', async () => {
  await world.deliver(
    orderDecided({ id: 'N-1' }),
    orderDecided({ id: 'N-2' }, { revision: 2, by: 'sue' }),
    orderDecided({ id: 'S-1' }, { revision: 3, marketplace: 'south' }),
  )
  await world.settle()

  const { status, body } = await ask('/v1/preview', { config: draft, last: 2 })

  expect(status).toBe(200)
  expect(body).toMatchObject({ orders: 2, contacts: 2 })
  expect(body.records).toContainEqual({
    order: 'north:order:N-2',
    path: 'record.orderUrl',
    before: 'https://north.example.org/N-2',
    after: 'https://shop.example.org/N-2',
  })
  expect(body.triggers).toContainEqual(
    expect.objectContaining({
      order: 'north:order:N-2',
      before: 'sent by campaign 1001',
      after: 'sent by campaign 2002',
    }),
  )
  // Without south, ada is left with the older order, which is in her history although it is not among the newest two.
  const contact = (await world.dotdigital.contact('ada@example.org'))?.contactId
  expect(body.fields).toContainEqual({
    account: 'main',
    contact: String(contact),
    path: 'MP_ORDERS',
    before: 2,
    after: 1,
  })
  expect(JSON.stringify(body)).not.toContain('@')
})

it('shows what several profiles of one contact own together', async () => {
  await world.deliver(
    orderDecided({ id: 'N-1' }),
    orderDecided(
      { id: 'N-2' },
      { revision: 2, by: 'ada', person: { profileId: 'profile-other', email: personOf('ada').email } },
    ),
    returnDecided(),
  )
  await world.settle()

  const { body } = await ask('/v1/preview', { config: draft.replace('north:', 'east:') })

  expect(body.contacts).toBe(1)
  expect(body.fields).toContainEqual(expect.objectContaining({ path: 'MP_ORDERS', before: 2, after: 0 }))
  expect(body.fields).toContainEqual(expect.objectContaining({ path: 'MP_OPEN_DISPUTES', before: 1, after: 0 }))
})

it('writes nothing and calls nobody', async () => {
  await world.deliver(orderDecided({ lines: [line()] }))
  await world.settle()
  const before = await Promise.all(await rowsOf())
  const calls = (await world.dotdigital.calls()).length

  await ask('/v1/preview', { config: draft })
  await ask('/v1/volumes')

  expect(await Promise.all(await rowsOf())).toEqual(before)
  expect(await world.dotdigital.calls()).toHaveLength(calls)
})

it('names every fault of a draft at once, without a word of what stands there', async () => {
  const faulty = draft.replace('account: main', 'account: absent').replace('72', 'secret-word')

  const { status, body } = await ask('/v1/preview', { config: faulty })

  expect(status).toBe(400)
  expect(body).toMatchObject({ title: 'The draft has faults' })
  expect(body.faults.map((fault) => fault.split(':')[0]).toSorted()).toEqual([
    'accounts.main.triggers.shipped.maxAgeHours',
    'marketplaces.north.account',
  ])
  expect(JSON.stringify(body)).not.toContain('secret-word')
})

it.each([
  ['no draft', {}],
  ['too many orders', { config: draft, last: 1_001 }],
  ['no order', { config: draft, last: 0 }],
  ['what nobody knows', { config: draft, write: true }],
])('refuses %s, and says what to send', async (_what, body) => {
  expect(await ask('/v1/preview', body)).toMatchObject({
    status: 400,
    body: { title: 'The question cannot be read', detail: expect.stringContaining('1 to 1000') },
  })
})

it('refuses a draft that is larger than any configuration', async () => {
  expect((await ask('/v1/preview', { config: '#'.repeat(2_000_000) })).status).toBe(413)
  expect((await ask('/v1/preview', { config: '#'.repeat(300_000) })).status).toBe(400)
})

it.each(['/v1/preview', '/v1/volumes'])('lets nobody look at %s without the token', async (path) => {
  expect((await ask(path, path === '/v1/volumes' ? undefined : { config: draft }, 'wrong')).status).toBe(401)
})

it('tells how often triggers occurred in the last week, and in their busiest hour', async () => {
  const at = (iso: string) => [line({ shippedAt: iso })]
  await world.deliver(
    orderDecided({ id: 'N-1', lines: at('2026-03-10T10:00:00.000Z') }),
    orderDecided({ id: 'N-2', lines: at('2026-03-10T10:59:00.000Z') }),
    orderDecided({ id: 'N-3', lines: at('2026-03-09T10:00:00.000Z') }),
    orderDecided({ id: 'N-4', lines: at('2026-03-01T10:00:00.000Z') }),
    orderDecided({ id: 'N-5', lines: at('2026-03-10T10:30:00.000Z') }, { origin: 'backfill' }),
  )

  expect((await ask('/v1/volumes')).body).toEqual({
    days: 7,
    volumes: [{ account: 'main', trigger: 'shipped', occurrences: 3, busiestHour: 2 }],
  })
})
