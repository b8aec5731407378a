import { afterEach, describe, expect, it } from 'vitest'
import { later, started, stopAll, textOf, withCollections } from '../testing.js'

afterEach(stopAll)

const records = [
  '{"key":"1","json":{"constructor":"x"}}',
  '{"key":"2","json":{"toString":1}}',
  '{"key":"3","json":{"__proto__":{"a":1},"inner":{"__proto__":2}}}',
]

describe('names every object of JavaScript has', () => {
  it('are names like any other in records', async () => {
    const ask = await withCollections()
    const head = '"collectionName":"Shop","collectionScope":"account","collectionType":"custom"'

    const { body } = await ask(
      'PUT',
      '/insightData/v3/import',
      new Blob([`{${head},"records":[${records.join(',')}]}`]),
    )
    await later(ask)

    expect((await ask('GET', `/insightData/v3/import/${textOf(body['importId'])}`)).body['summary']).toEqual({
      totalRecords: 3,
      totalImported: 3,
      totalRejected: 0,
    })
    for (const [index, sent] of records.entries()) {
      const { text } = await ask('GET', `/insightData/v3/account/Shop/${String(index + 1)}`)
      expect(text).toContain(sent.slice(sent.indexOf('"json"'), -1))
    }
    expect((await ask('GET', '/insightData/v3/collections/Shop/schema')).text).toContain('"name":"__proto__"')
    expect((await ask('PUT', '/insightData/v3/account/Shop/4', { constructor: 1 })).status).toBe(400)
  })

  it('are no owners of records', async () => {
    const ask = await withCollections()
    const contactIdentity = { identifier: 'constructor', value: 'x' }
    const request = { collectionName: 'Orders', collectionScope: 'contact', collectionType: 'orders' }

    const { body } = await ask('PUT', '/insightData/v3/import', {
      ...request,
      records: [{ key: '1', json: {}, contactIdentity }],
    })
    await later(ask)

    const report = await ask('GET', `/insightData/v3/import/${textOf(body['importId'])}`)
    expect(report.body['failures']).toMatchObject([{ failureReason: 'ContactCustomIdentifierValueDoesNotExist' }])
  })

  it('are no identifiers of contacts, and no way to merge', async () => {
    const ask = await started({ settings: { failureCodeCase: 'PascalCase' } })

    const deletion = await ask('POST', '/contacts/v3/delete', [{ constructor: 'x' }])
    const contacts = [{ matchIdentifier: 'email', identifiers: { email: 'a@example.com', constructor: 'x' } }]
    const imported = await ask('PUT', '/contacts/v3/import', { contacts })
    await later(ask)

    const deleted = await ask('GET', `/contacts/v3/delete/${textOf(deletion.body['deleteId'])}`)
    const report = await ask('GET', `/contacts/v3/import/${textOf(imported.body['importId'])}`)
    for (const { body } of [deleted, report]) {
      expect(body['failures']).toMatchObject([{ failures: [{ failureCode: 'ApiSchemaViolation' }] }])
    }
    const path = '/contacts/v3/email/jane@example.com?merge-option=constructor'
    expect((await ask('PATCH', path, {})).status).toBe(400)
  })

  it('can be names of data fields', async () => {
    const ask = await started()
    await ask('POST', '/v2/data-fields', { name: 'constructor', type: 'String' })

    const path = '/contacts/v3/email/jane@example.com'
    await ask('PATCH', `${path}?merge-option=overwrite-if-empty`, { dataFields: { constructor: 'x' } })

    const { text } = await ask('GET', path)
    expect(text).toContain('"constructor":"x"')
  })
})
