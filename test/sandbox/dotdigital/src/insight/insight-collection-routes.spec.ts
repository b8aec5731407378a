import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, noon, started, stopAll, textOf, withCollections } from '../testing.js'

afterEach(stopAll)

const jane = '/insightData/v3/contacts/email/jane@example.com/Orders'
const joe = '/insightData/v3/contacts/email/joe@example.com/Orders'

const keysOf = async (ask: Ask, path: string): Promise<unknown> =>
  Object.values((await ask('GET', path)).body['_items'] ?? {}).map((record) => record?.['key'])

describe('collections', () => {
  it('are listed by scope, and by contact with what it has in them', async () => {
    const ask = await withCollections()
    await ask('PUT', `${jane}/1`, {})
    await ask('PUT', `${joe}/2`, {})
    const orders = { collectionName: 'Orders', collectionType: 'orders', collectionScope: 'contact' }
    const own = { collectionName: 'Shop', collectionType: 'custom', collectionScope: 'account', recordCount: 0 }

    expect((await ask('GET', '/insightData/v3/collections')).body).toEqual([{ ...orders, recordCount: 2 }, own])
    expect((await ask('GET', '/insightData/v3/account')).body).toEqual([own])
    expect((await ask('GET', '/insightData/v3/contacts/contactId/1001')).body).toEqual([{ ...orders, recordCount: 1 }])
    expect((await ask('GET', '/insightData/v3/contacts/contactId/1003')).body).toEqual([])
  })

  it('are read page by page, whole, by contact and since a change', async () => {
    const ask = await withCollections()
    for (const key of ['1', '2', '3']) await ask('PUT', `${jane}/${key}`, {})
    await ask('PUT', `${joe}/4`, {})
    await later(ask, 60)
    await ask('PUT', `${jane}/1`, { total: 1 })
    const since = new Date(noon.getTime() + 1000).toISOString()

    expect(await keysOf(ask, '/insightData/v3/contacts/Orders')).toEqual(['2', '3', '4', '1'])
    expect(await keysOf(ask, jane)).toEqual(['2', '3', '1'])
    expect(await keysOf(ask, `/insightData/v3/contacts/Orders?~modified=gte::${since}`)).toEqual(['1'])
    const first = await ask('GET', `${jane}?limit=2`)
    const next = new URL(textOf(first.body['_links']?.['next']?.['link']))
    expect(await keysOf(ask, next.pathname + next.search)).toEqual(['1'])
    const filtered = await ask('GET', `${jane}?~modified=gte::${noon.toISOString()}&limit=2`)
    const rest = new URL(textOf(filtered.body['_links']?.['next']?.['link']))
    expect(rest.searchParams.get('~modified')).toBe(`gte::${noon.toISOString()}`)
    expect((await ask('GET', `${jane}?limit=5001`)).status).toBe(400)
  })

  it('are at most a thousand', async () => {
    const ask = await started({ settings: { importMs: 0 } })
    const contactIdentity = { identifier: 'contactId', value: '1001' }
    const events = Array.from({ length: 1000 }, (_, index) => ({ contactIdentity, type: `c_${String(index)}` }))
    await ask('POST', '/events/v3/import', events)
    const create = async (name: string) => {
      const path = `/insightData/v3/collections/${name}?collectionScope=contact&collectionType=custom`
      return (await ask('POST', path)).status
    }

    expect([await create('c_1000'), await create('c_0')]).toEqual([412, 200])
  })

  it('are emptied for a contact or for all, and deleted, by jobs that can be watched', async () => {
    const ask = await withCollections()
    await ask('PUT', `${jane}/1`, { total: 1 })
    await ask('PUT', `${joe}/2`, {})
    const watched = async (path: string) => {
      const { status, body } = await ask('DELETE', path)
      const watch = () => ask('GET', `/insightData/v3/async/${textOf(body['jobId'])}`)
      const before = await watch()
      await later(ask)
      return [status, before.body['status'], (await watch()).body['status'], (await watch()).body['summary']]
    }
    const summary = (count: number) => ({ totalRecords: count, totalProcessed: count, totalFailed: 0 })
    const all = '/insightData/v3/contacts/Orders'

    expect(await watched(`${jane}/empty`)).toEqual([202, 'NotStarted', 'Finished', summary(1)])
    expect(await keysOf(ask, all)).toEqual(['2'])
    expect(await watched('/insightData/v3/collections/Orders/empty')).toEqual([
      202,
      'NotStarted',
      'Finished',
      summary(1),
    ])
    expect(await keysOf(ask, all)).toEqual([])
    expect((await ask('PUT', `${jane}/1`, { total: 'a text' })).status).toBe(400)
    expect(await watched('/insightData/v3/collections/Orders')).toEqual([202, 'NotStarted', 'Finished', summary(0)])
    expect((await ask('GET', all)).status).toBe(404)
  })

  it('know no job of another id', async () => {
    const ask = await started()

    expect((await ask('GET', '/insightData/v3/async/d7de900d-d337-43f6-b1e1-c8ec73e1a434')).body['errorCode']).toBe(
      'insightData:asyncJobNotFound',
    )
  })
})
