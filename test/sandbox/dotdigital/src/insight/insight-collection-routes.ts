import type { AsyncJobs } from '../jobs/async-jobs.js'
import { invalidName, withCollection, withContacts, withOwner } from './insight-asking.js'
import { collectionName, parseType } from './insight-import.js'
import { type Input, ok, type Reply, type Route, v3Refusal } from '../http/reply.js'
import { recordPage } from './record-page.js'
import { wireSchema } from './schema.js'
import type { StoredCollection } from '../memory/state.js'
import type { Store } from '../memory/store.js'

/** Collections an account may have (createInsightDataCollection). */
const mostCollections = 1000

const one = '/insightData/v3/collections/{collectionName}'
const ofContact = '/insightData/v3/contacts/{identifier}/{value}'

/** Collections as such, and whole ones read. */
export const insightCollectionRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => [
  ...listingRoutes(store),
  ...pageRoutes(store),
  ...endingRoutes(store, jobs),
  { method: 'post', path: one, tier: 'medium', handle: (input) => create(store, input) },
  {
    method: 'get',
    path: `${one}/schema`,
    tier: 'high',
    handle: (input) => withCollection(store, input, { then: schemaOf }),
  },
]

const listingRoutes = (store: Store): readonly Route[] => {
  const all = () => [...store.state.collections.values()]
  return [
    {
      method: 'get',
      path: '/insightData/v3/collections',
      tier: 'high',
      handle: () => ok(all().map((it) => summary(it))),
    },
    {
      method: 'get',
      path: '/insightData/v3/account',
      tier: 'high',
      handle: () => ok(all().flatMap((it) => (it.scope === 'account' ? [summary(it)] : []))),
    },
    {
      method: 'get',
      path: ofContact,
      tier: 'high',
      handle: (input) =>
        withOwner(store, input, ({ contactId }) =>
          ok(
            all()
              .map((it) => summary(it, contactId))
              .filter(({ recordCount }) => recordCount > 0),
          ),
        ),
    },
  ]
}

const summary = ({ name, scope, type, records }: StoredCollection, ownerContactId?: number) => ({
  collectionName: name,
  collectionType: type,
  collectionScope: scope,
  recordCount:
    ownerContactId === undefined
      ? records.size
      : [...records.values()].filter((record) => record.ownerContactId === ownerContactId).length,
})

const pageRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/insightData/v3/account/{collectionName}',
    tier: 'low',
    handle: (input) => wholePage(store, input, 'account'),
  },
  {
    method: 'get',
    path: '/insightData/v3/contacts/{collectionName}',
    tier: 'low',
    handle: (input) => wholePage(store, input, 'contact'),
  },
  {
    method: 'get',
    path: `${ofContact}/{collectionName}`,
    tier: 'low',
    handle: (input) =>
      withContacts(store)(input, ({ collection, owner }) => {
        const records = [...collection.records.values()].filter((it) => it.ownerContactId === owner?.contactId)
        const { identifier = '', value = '' } = input.params
        const path = `/insightData/v3/contacts/${identifier}/${encodeURIComponent(value)}/${collection.name}`
        return recordPage(store, records, { input, path })
      }),
  },
]

const wholePage = (store: Store, input: Input, scope: StoredCollection['scope']): Reply =>
  withCollection(store, input, {
    scope,
    then: ({ name, records }) => {
      const place = scope === 'account' ? 'account' : 'contacts'
      return recordPage(store, [...records.values()], { input, path: `/insightData/v3/${place}/${name}` })
    },
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
  const type = parseType(store, query['collectionType'])
  if (!collectionName.test(name)) return invalidName(name)
  if ((scope !== 'contact' && scope !== 'account') || !type.success)
    return v3Refusal(400, 'insightData:badRequest', 'The collectionScope or collectionType is invalid')
  if (store.state.collections.has(name)) return { status: 200 }
  if (store.state.collections.size >= mostCollections) return { status: 412 }
  store.record({ fact: 'collection', collection: { name, scope, type: type.data, schema: {} } })
  return { status: 201 }
}

const endingRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => {
  const accepted = (work: Parameters<AsyncJobs['accept']>[0]) => ok({ jobId: jobs.accept(work).id }, 202)
  return [
    {
      method: 'delete',
      path: one,
      tier: 'low',
      handle: (input) =>
        withCollection(store, input, { then: ({ name }) => accepted({ kind: 'delete-collection', collection: name }) }),
    },
    {
      method: 'delete',
      path: `${one}/empty`,
      tier: 'low',
      handle: (input) =>
        withCollection(store, input, { then: ({ name }) => accepted({ kind: 'empty-collection', collection: name }) }),
    },
    {
      method: 'delete',
      path: `${ofContact}/{collectionName}/empty`,
      tier: 'low',
      handle: (input) =>
        withContacts(store)(input, ({ collection: { name }, owner }) =>
          accepted({ kind: 'empty-collection', collection: name, ownerContactId: owner?.contactId }),
        ),
    },
  ]
}
