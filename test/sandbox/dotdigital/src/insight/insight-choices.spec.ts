import { afterEach, describe, expect, it } from 'vitest'
import { type Ask, later, started, stopAll, textOf, withCollections } from '../testing.js'

afterEach(stopAll)

const jane = '/insightData/v3/contacts/email/jane@example.com/Orders'

describe('what the documents leave open', () => {
  const insightImport = (more: object = {}, key: unknown = '1') => ({
    collectionName: 'Orders',
    collectionScope: 'contact',
    collectionType: 'orders',
    records: [{ key, json: { total: 1 }, contactIdentity: { identifier: 'contactId', value: '1001' } }],
    ...more,
  })
  const reportOf = async (ask: Ask, body: unknown) => {
    const { body: accepted } = await ask('PUT', '/insightData/v3/import', body)
    await later(ask)
    return (await ask('GET', `/insightData/v3/import/${textOf(accepted['importId'])}`)).body
  }

  it('is whether a key may be a number', async () => {
    const any = await started()
    const text = await started({ settings: { recordKeys: 'text' } })

    expect(await reportOf(any, insightImport({}, 7))).toMatchObject({ summary: { totalImported: 1 } })
    expect(await reportOf(text, insightImport({}, 7))).toMatchObject({
      failures: [{ failureReason: 'InvalidClientKey' }],
    })
  })

  it('is the case of a collection type', async () => {
    const collectionType = 'Orders'
    const any = await started()
    const exact = await started({ settings: { collectionTypeCase: 'exact' } })
    const statuses = async (ask: Ask) => [
      (await ask('PUT', '/insightData/v3/import', insightImport({ collectionType }))).status,
      (await ask('POST', '/insightData/v3/collections/Other?collectionScope=contact&collectionType=Orders')).status,
    ]

    expect(await statuses(any)).toEqual([202, 201])
    expect(await statuses(exact)).toEqual([400, 400])
  })

  it('is the word for an import that ended', async () => {
    expect(await reportOf(await started(), insightImport())).toMatchObject({ status: 'Finished' })
    const ask = await started({ settings: { finishedWord: 'Complete' } })
    expect(await reportOf(ask, insightImport())).toMatchObject({ status: 'Complete' })
  })

  it('is how many records a page holds', async () => {
    const records = Array.from({ length: 1001 }, (_, index) => ({ ...insightImport().records[0], key: String(index) }))
    const lengths = async (ask: Ask) => {
      await reportOf(ask, insightImport({ records }))
      return Object.keys((await ask('GET', `${jane}?limit=5000`)).body['_items'] ?? {}).length
    }

    expect(await lengths(await started())).toBe(1000)
    expect(await lengths(await started({ settings: { pageCap: 5000 } }))).toBe(1001)
  })

  it('is whether a single record may be wrapped or a text', async () => {
    const any = await withCollections()
    const object = await withCollections({ settings: { recordBody: 'object' } })
    const wrapped = { key: '1', contactIdentifier: 'jane@example.com', json: { total: 1 } }

    await any('PUT', `${jane}/1`, wrapped)
    await object('PUT', `${jane}/1`, wrapped)

    expect((await any('GET', `${jane}/1`)).body['json']).toEqual({ total: 1 })
    expect((await object('GET', `${jane}/1`)).body['json']).toEqual(wrapped)
    expect((await object('PUT', `${jane}/2`, JSON.stringify({ total: 1 }))).status).toBe(400)
  })
})
