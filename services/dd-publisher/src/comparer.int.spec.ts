import { randomUUID } from 'node:crypto'
import {
  comparisonRoutes,
  httpOf,
  listen,
  type Listening,
  onlyOperators,
  onlyReaders,
  parseConcordConfig,
  silentLog,
} from '@concord/runtime'
import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { postgresDeeds } from './adapters/postgres-deeds.js'
import { comparerOf } from './comparer.js'
import { orderDecided } from './testing/builders.js'
import { type Comparing, comparingIn, tamperingWith } from './testing/comparing.js'
import { openWorld, type World } from './testing/world.js'

const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example.org/{orderId}' } }
accounts:
  main:
    newContacts: unsubscribed
    triggers: {}
`)
const readerToken = 'a-token-of-whoever-reads'
const operatorToken = 'a-token-of-whoever-acts'

let world: World
let comparing: Comparing
let listening: Listening
beforeAll(async () => {
  world = await openWorld()
})
beforeEach(async () => {
  await world.reset()
  comparing = comparingIn(world)
  const [readers, operators] = [onlyReaders(readerToken), onlyOperators(operatorToken)]
  const comparer = comparerOf(comparing.comparisons, config)
  const http = comparisonRoutes({ comparer, marketplaces: ['north'], readers, operators, now: world.now })
  const service = {
    ...{ name: 'dd-publisher' as const, http, status: async () => ({}) },
    ...{ start: async () => undefined, stop: async () => undefined },
  }
  listening = await listen(httpOf(service, silentLog, readers), 0)
  return () => listening.close()
})
afterAll(() => world.close())

const ask = async (
  method: 'GET' | 'POST',
  path: string,
  {
    body,
    token = method === 'GET' ? readerToken : operatorToken,
  }: {
    readonly body?: unknown
    readonly token?: string
  } = {},
) => {
  const headers = { authorization: `Bearer ${token}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: typeof body === 'string' ? body : JSON.stringify(body) }
  const response = await fetch(`${listening.url}/v1/comparisons${path}`, { method, headers, ...sent })
  return { status: response.status, body: (await response.json()) as Readonly<Record<string, unknown>> }
}
const begin = (about: object = {}) => ask('POST', '', { body: { id: randomUUID(), marketplace: 'north', ...about } })

describe('over HTTP', () => {
  it('a comparison is begun, watched, read page by page, and mended', async () => {
    await world.deliver(...['N-1', 'N-2', 'N-3'].map((id) => orderDecided({ id })))
    await world.settle()
    const tamper = tamperingWith(world)
    for (const key of ['north-N-1', 'north-N-2', 'north-N-3']) await tamper.remove(key)
    const id = randomUUID()

    const begun = await begin({ id })
    expect(begun).toMatchObject({
      status: 202,
      body: { id, marketplace: 'north', state: 'running', compared: 0, found: 0 },
    })
    await comparing.finish(id)
    expect(await ask('GET', `/${id}`)).toMatchObject({ status: 200, body: { state: 'done', found: 3 } })
    expect((await begin({ id })).body).toMatchObject({ id, state: 'done' })

    const first = await ask('GET', `/${id}/differences?limit=2`)
    expect(first.body).toMatchObject({
      differences: [
        { n: 1, what: 'order', key: 'north-N-1', kind: 'missing', fields: [], isRepairable: true },
        { n: 2, key: 'north-N-2' },
      ],
      next: 2,
    })
    expect((await ask('GET', `/${id}/differences?after=2&limit=2`)).body).toMatchObject({
      ...{ differences: [{ n: 3, key: 'north-N-3' }], next: null },
    })

    const dry = await ask('POST', `/${id}/repairs`, { body: { differences: [1, 3, 9], isDryRun: true } })
    const why = 'There is no difference of this number.'
    expect(dry).toEqual({ status: 200, body: { repairs: 2, refused: [{ n: 9, why }] } })
    await comparing.round()
    await world.settle()
    expect(await world.dotdigital.record('north-N-1')).toBeUndefined()

    expect((await ask('POST', `/${id}/repairs`, { body: { differences: [1] } })).body).toEqual({
      repairs: 1,
      refused: [],
    })
    expect((await ask('POST', `/${id}/repairs`, { body: { differences: [1] } })).body).toEqual({
      repairs: 0,
      refused: [],
    })
    expect((await ask('POST', `/${id}/repairs`, { body: { differences: 'all' } })).body).toEqual({
      repairs: 2,
      refused: [],
    })
  })

  it('who had what mended is in a trail that the database itself refuses to change; of a dry run nothing is', async () => {
    const [id, deeds] = [randomUUID(), postgresDeeds(world.db)]
    await begin({ id })
    await comparing.finish(id)
    await ask('POST', `/${id}/repairs`, { body: { differences: 'all', isDryRun: true } })
    expect(await deeds.list({ about: id }, { limit: 9 })).toEqual({ deeds: [], next: undefined })
    for (const differences of ['all', [7]]) await ask('POST', `/${id}/repairs`, { body: { differences } })

    const first = await deeds.list({ about: id }, { limit: 1 })
    expect(first.deeds).toEqual([
      {
        ...{ id: expect.stringMatching(/^\d+$/), at: world.now().toISOString(), who: 'operator', role: 'operator' },
        ...{ action: 'repair', about: id, before: {}, after: { differences: [7], repairs: 0, refused: 1 } },
      },
    ])
    const rest = await deeds.list({ who: 'operator', action: 'repair' }, { after: first.next, limit: 1 })
    expect(rest.deeds).toMatchObject([{ about: id, after: { differences: 'all', repairs: 0, refused: 0 } }])
    for (const statement of [
      "update publisher.deeds set who = 'x'",
      'delete from publisher.deeds',
      'truncate publisher.deeds',
    ])
      await expect(sql.raw(statement).execute(world.db)).rejects.toThrow('publisher.deeds is only added to')
  })

  it('instants of a window may be spelled in any way', async () => {
    const { body } = await begin({ from: '2026-03-10T10:00:00Z', to: '2026-03-10T11:00:00Z' })

    expect(body).toMatchObject({ from: '2026-03-10T10:00:00.000Z', to: '2026-03-10T11:00:00.000Z' })
  })

  it('an id names one comparison for ever', async () => {
    const id = randomUUID()
    await begin({ id })

    expect(await begin({ id, from: '2026-03-10T10:00:00.000Z' })).toMatchObject({
      ...{ status: 409, body: { detail: expect.stringContaining('another comparison') } },
    })
  })

  it.each([
    ['another marketplace', { marketplace: 'east' }, 'marketplace'],
    ['no id', { id: undefined }, 'id'],
    ['a window that ends before it begins', { from: '2026-03-10T11:00:00Z', to: '2026-03-10T10:00:00Z' }, 'from'],
    ['what nobody knows', { write: true }, 'write'],
  ])('%s is refused, and named', async (_what, about, fault) => {
    const { status, body } = await begin(about)

    expect(status).toBe(400)
    expect(body['detail']).toContain(fault)
  })

  it('what is no JSON is refused', async () => {
    expect((await ask('POST', '', { body: '{' })).status).toBe(400)
  })

  it('what was never begun is not found', async () => {
    const nowhere = `/${randomUUID()}`
    expect((await ask('GET', nowhere)).status).toBe(404)
    expect((await ask('GET', `${nowhere}/differences`)).status).toBe(404)
    expect((await ask('POST', `${nowhere}/repairs`, { body: { differences: 'all' } })).status).toBe(404)
  })

  it('whoever reads may not act, and whoever is unknown may do neither', async () => {
    const { body } = await begin()
    const path = `/${String(body['id'])}`

    expect((await ask('POST', '', { body: {}, token: readerToken })).status).toBe(401)
    expect((await ask('POST', `${path}/repairs`, { body: { differences: 'all' }, token: readerToken })).status).toBe(
      401,
    )
    expect((await ask('GET', path, { token: 'wrong' })).status).toBe(401)
    expect((await ask('GET', `${path}/differences`, { token: 'wrong' })).status).toBe(401)
  })
})
