import { findContact } from './contact-writing.js'
import { collectionName, CollectionType } from './insight-import.js'
import { type Input, ok, type Reply, type Route, sinceOf, v3Page, v3Refusal } from './reply.js'
import { wireSchema } from './schema.js'
import type { StoredCollection } from './state.js'
import type { Store } from './store.js'
import type { StoredRecord } from './world.js'

/** Collections an account may have (createInsightDataCollection). */
const mostCollections = 1000

/** `maxItems` of the answer, whatever `limit` asks for. */
const mostRecords = 1000

const contactRecord = '/insightData/v3/contacts/{identifier}/{value}/{collectionName}/{recordId}'
const accountRecord = '/insightData/v3/account/{collectionName}/{recordId}'

export const insightRoutes = (store: Store): readonly Route[] => [...collectionRoutes(store), ...recordRoutes(store)]

const collectionRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/insightData/v3/collections',
    tier: 'high',
    handle: () => ok([...store.state.collections.values()].map(summary)),
  },
  {
    method: 'post',
    path: '/insightData/v3/collections/{collectionName}',
    tier: 'medium',
    handle: (input) => create(store, input),
  },
  {
    method: 'get',
    path: '/insightData/v3/collections/{collectionName}/schema',
    tier: 'high',
    handle: (input) => inCollection(store, input, schemaOf),
  },
  {
    method: 'get',
    path: '/insightData/v3/contacts/{collectionName}',
    tier: 'low',
    handle: (input) => inCollection(store, input, (collection) => page(collection, input)),
  },
]

const recordRoutes = (store: Store): readonly Route[] => {
  const read = (input: Input) => withRecord(store, input, (_, record) => ok(record))
  const remove = (input: Input) =>
    withRecord(store, input, ({ name }, { key }) => {
      store.record({ fact: 'record-deleted', collection: name, key })
      return { status: 204 }
    })
  return [
    { method: 'get', path: contactRecord, tier: 'high', handle: read },
    { method: 'get', path: accountRecord, tier: 'high', handle: read },
    { method: 'delete', path: contactRecord, tier: 'medium', handle: remove },
  ]
}

const summary = ({ name, scope, type, records }: StoredCollection) => ({
  collectionName: name,
  collectionType: type,
  collectionScope: scope,
  recordCount: records.size,
})

const schemaOf = ({ name, type, schema }: StoredCollection): Reply =>
  ok({
    collectionName: name,
    collectionType: type,
    schema: [
      { name: 'key', mode: 'NULLABLE', type: 'STRING', fields: [] },
      { name: 'json', mode: 'NULLABLE', type: 'RECORD', fields: wireSchema(schema) },
    ],
  })

const create = (store: Store, { params, query }: Input): Reply => {
  const { collectionName: name = '' } = params
  const scope = query['collectionScope']
  const type = CollectionType.safeParse(query['collectionType'])
  if (!collectionName.test(name))
    return v3Refusal(400, 'insightData:invalidId', `The collectionName value '${name}' is invalid`)
  if ((scope !== 'contact' && scope !== 'account') || !type.success)
    return v3Refusal(400, 'insightData:badRequest', 'The collectionScope or collectionType is invalid')
  if (store.state.collections.has(name)) return { status: 200 }
  if (store.state.collections.size >= mostCollections) return { status: 412 }
  store.record({ fact: 'collection', collection: { name, scope, type: type.data, schema: {} } })
  return { status: 201 }
}

const inCollection = (store: Store, { params }: Input, then: (collection: StoredCollection) => Reply): Reply => {
  const { collectionName: name = '' } = params
  const collection = store.state.collections.get(name)
  if (collection !== undefined) return then(collection)
  return v3Refusal(404, 'insightData:collectionNotFound', 'The collection could not be found', [
    { item: name, description: 'Not found' },
  ])
}

const page = (collection: StoredCollection, input: Input): Reply => {
  const since = sinceOf(input.query['~modified'])
  if (Number.isNaN(since)) return v3Refusal(400, 'insightData:badRequest', 'The filter is invalid')
  const records = [...collection.records.values()].filter(({ updated }) => Date.parse(updated) >= since)
  return (
    v3Page(records, input, `/insightData/v3/contacts/${collection.name}`, mostRecords) ??
    v3Refusal(400, 'insightData:badRequest', 'The limit must be between 1 and 5000')
  )
}

/** The record a path names: of the contact in it, or else of the account. */
const withRecord = (
  store: Store,
  input: Input,
  then: (collection: StoredCollection, record: StoredRecord) => Reply,
): Reply => {
  const { identifier, value = '', recordId = '' } = input.params
  const contact = identifier === undefined ? undefined : findContact(store.state, identifier, value)
  if (identifier !== undefined && contact === undefined) {
    return v3Refusal(404, 'insightData:contactNotFound', 'The following contacts could not be found', [
      { item: value, description: `Not found using the identifier '${identifier}'` },
    ])
  }
  return inCollection(store, input, (collection) => {
    const record = collection.records.get(recordId)
    if (record !== undefined && record.ownerContactId === contact?.contactId) return then(collection, record)
    return v3Refusal(404, 'insightData:recordNotFound', 'The Insight data record could not be found', [
      { item: recordId, description: `Not found in the contacts collection '${collection.name}'` },
    ])
  })
}
