import { parseJson } from '@concord/sandbox-kit'
import { inAccount, type Place, recordOf, type WithPlace, withContacts } from './insight-asking.js'
import { deleteRecords } from './insight-deleting.js'
import { parseRecord, putRecord, shapeComplaint } from './insight-writing.js'
import { type Input, ok, type Reply, type Route, v3Refusal } from '../http/reply.js'
import type { Complaint } from './schema.js'
import type { Store } from '../memory/store.js'
import { isObject } from '../http/v2-asking.js'
import type { StoredRecord } from '../memory/world.js'

const accountRecord = '/insightData/v3/account/{collectionName}/{recordId}'
const contactCollection = '/insightData/v3/contacts/{identifier}/{value}/{collectionName}'

/** Single records, and some of a collection at once. */
export const insightRecordRoutes = (store: Store): readonly Route[] => [
  // Ahead of single records, which would take the last word of the path for an id. The account's path is the plural one.
  deletingRoute(store, '/insightData/v3/accounts/{collectionName}/deleteRecords', inAccount(store)),
  deletingRoute(store, `${contactCollection}/deleteRecords`, withContacts(store)),
  ...recordRoutes(store, accountRecord, inAccount(store)),
  ...recordRoutes(store, `${contactCollection}/{recordId}`, withContacts(store)),
]

const deletingRoute = (store: Store, path: string, withPlace: WithPlace): Route => ({
  method: 'delete',
  path,
  tier: 'low',
  handle: (input) => withPlace(input, (place) => deleteRecords(store, place, input.body)),
})

const recordRoutes = (store: Store, path: string, withPlace: WithPlace): readonly Route[] => [
  {
    method: 'get',
    path,
    tier: 'high',
    handle: (input) => withPlace(input, (place) => withRecord(place, input, (record) => ok(record))),
  },
  {
    method: 'put',
    path,
    tier: 'medium',
    handle: (input) => withPlace(input, (place) => put(store, place, input)),
  },
  {
    method: 'delete',
    path,
    tier: 'medium',
    handle: (input) =>
      withPlace(input, (place) =>
        withRecord(place, input, ({ key }) => {
          store.record({ fact: 'record-deleted', collection: place.collection.name, key })
          return { status: 204 }
        }),
      ),
  },
]

const withRecord = (place: Place, { params }: Input, then: (record: StoredRecord) => Reply): Reply => {
  const { recordId = '' } = params
  const record = recordOf(place, recordId)
  if (record !== undefined) return then(record)
  return v3Refusal(404, 'insightData:recordNotFound', 'The Insight data record could not be found', [
    { item: recordId, description: `Not found in the contacts collection '${place.collection.name}'` },
  ])
}

/** 201 for a new one, 204 for one that is replaced; neither has a body. */
const put = (store: Store, { collection, owner }: Place, { params, body }: Input): Reply => {
  const json = store.settings.now().recordBody === 'any' ? unwrapped(body) : body
  const record = parseRecord(store, { key: params['recordId'], json })
  if (!record.success) return refused(shapeComplaint(record.error))
  const owned = owner === undefined ? {} : { ownerContactId: owner.contactId }
  const done = putRecord(store, collection, { ...record.data, ...owned })
  if ('complaint' in done) return refused(done.complaint)
  return { status: done.isNew ? 201 : 204 }
}

/**
 * A text that holds JSON by the document, an object in its example and in production. Older clients of Dotdigital's own
 * wrap it as an import does.
 */
const unwrapped = (body: unknown): unknown => {
  const json = typeof body === 'string' ? parsed(body) : body
  return isObject(json) && 'key' in json && isObject(json['json']) ? json['json'] : json
}

const parsed = (text: string): unknown => {
  try {
    return parseJson(text)
  } catch {
    return undefined
  }
}

/** The documents describe no body for a record that does not fit; the reason is the one an import would tell. */
const refused = ({ failureReason, details }: Complaint): Reply =>
  v3Refusal(
    400,
    'insightData:badRequest',
    'The Insight data record is invalid',
    details.length === 0
      ? [{ item: failureReason, description: failureReason }]
      : details.map((description) => ({ item: failureReason, description })),
  )
