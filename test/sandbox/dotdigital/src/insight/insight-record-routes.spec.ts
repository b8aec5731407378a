import { afterEach, describe, expect, it } from 'vitest'
import { noon, stopAll, withCollections } from '../testing.js'

afterEach(stopAll)

const jane = '/insightData/v3/contacts/email/jane@example.com/Orders'
const joe = '/insightData/v3/contacts/email/joe@example.com/Orders'
const shop = '/insightData/v3/account/Shop'

describe.each([
  ['a contact', jane, { ownerContactId: 1001 }],
  ['the account', shop, {}],
])('a record of %s', (_whose, collection, owner) => {
  it('is created, replaced, read and deleted', async () => {
    const ask = await withCollections()

    const created = await ask('PUT', `${collection}/1`, { total: 1 })
    const replaced = await ask('PUT', `${collection}/1`, { other: 'x' })

    expect([created.status, replaced.status]).toEqual([201, 204])
    const times = { created: noon.toISOString(), updated: noon.toISOString() }
    expect((await ask('GET', `${collection}/1`)).body).toEqual({ key: '1', json: { other: 'x' }, ...times, ...owner })
    expect((await ask('DELETE', `${collection}/1`)).status).toBe(204)
    expect((await ask('GET', `${collection}/1`)).body['errorCode']).toBe('insightData:recordNotFound')
    expect((await ask('DELETE', `${collection}/1`)).status).toBe(404)
  })

  it('may be sent as a text that holds JSON', async () => {
    const ask = await withCollections()

    expect((await ask('PUT', `${collection}/1`, JSON.stringify({ total: 1 }))).status).toBe(201)
    expect((await ask('GET', `${collection}/1`)).body['json']).toEqual({ total: 1 })
  })

  it.each([
    [{ total: 'a text' }, 'JsonValueIncompatibleWithSchema'],
    [{ lists: [[1]] }, 'JsonContainsNestedArray'],
    [{ 'a b': 1 }, 'JsonKeyInvalidCharacters'],
    ['no JSON', 'InvalidJson'],
    [[1], 'InvalidJson'],
  ])('that does not fit is refused: %j', async (json, reason) => {
    const ask = await withCollections()
    await ask('PUT', `${collection}/1`, { total: 1 })

    const { status, body } = await ask('PUT', `${collection}/2`, json)

    expect([status, body['errorCode']]).toEqual([400, 'insightData:badRequest'])
    expect(body['details']).toMatchObject([{ item: reason }])
    expect((await ask('GET', `${collection}/2`)).status).toBe(404)
  })
})

describe('a key', () => {
  it('belongs to one contact of the collection', async () => {
    const ask = await withCollections()
    await ask('PUT', `${jane}/1`, { total: 1 })

    const refused = await ask('PUT', `${joe}/1`, { total: 2 })

    expect([refused.status, refused.body['details']]).toMatchObject([400, [{ item: 'KeyExistingForDifferentContact' }]])
    expect((await ask('GET', `${joe}/1`)).status).toBe(404)
    expect((await ask('DELETE', `${joe}/1`)).status).toBe(404)
    expect((await ask('GET', `${jane}/1`)).body['json']).toEqual({ total: 1 })
  })
})

describe('a path', () => {
  it.each([
    [jane.replace('Orders', 'None'), 404, 'collectionNotFound'],
    [jane.replace('Orders', 'Shop'), 404, 'collectionNotFound'],
    ['/insightData/v3/account/Orders', 404, 'collectionNotFound'],
    ['/insightData/v3/account/1st', 400, 'invalidId'],
    ['/insightData/v3/contacts/email/no@example.com/Orders', 404, 'contactNotFound'],
    ['/insightData/v3/contacts/email/12/Orders', 400, 'invalidId'],
    ['/insightData/v3/contacts/contactId/jane/Orders', 400, 'invalidId'],
  ])('%s is refused: %i %s', async (path, status, code) => {
    const ask = await withCollections()

    for (const [method, tail, body] of [
      ['GET', ''],
      ['PUT', '/1', {}],
      ['GET', '/1'],
      ['DELETE', '/1'],
    ] as const) {
      const answer = await ask(method, path + tail, body)
      expect([answer.status, answer.body['errorCode']]).toEqual([status, `insightData:${code}`])
    }
  })
})

describe('deleting records by their keys', () => {
  it.each([
    [jane, `${jane}/deleteRecords`],
    [shop, '/insightData/v3/accounts/Shop/deleteRecords'],
  ])('%s tells which were not there', async (collection, path) => {
    const ask = await withCollections()
    await ask('PUT', `${collection}/1`, {})

    const { status, body } = await ask('DELETE', path, { keys: ['1', 'none'] })

    expect(status).toBe(200)
    expect(body).toEqual({
      summary: { totalRecords: 2, totalDeleted: 1, totalNotFound: 1 },
      notFound: ['none'],
      failures: [],
    })
    expect((await ask('GET', `${collection}/1`)).status).toBe(404)
  })

  it('needs one to 5000 of them', async () => {
    const ask = await withCollections()
    const codeOf = async (keys: unknown) =>
      (await ask('DELETE', `${jane}/deleteRecords`, { keys })).body['errorCode'] ?? 'none'
    const many = (count: number) => Array.from({ length: count }, (_, index) => String(index))

    expect(await codeOf([])).toBe('insightData:noRecordsSpecified')
    expect(await codeOf(undefined)).toBe('insightData:noRecordsSpecified')
    expect(await codeOf(many(5001))).toBe('insightData:noRecordsSpecified')
    expect(await codeOf(many(5000))).toBe('none')
  })
})
