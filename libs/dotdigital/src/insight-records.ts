import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { json } from './answer.js'
import type { Ask, Call } from './call.js'
import type { InsightJson } from './insight-imports.js'
import { pageOf, pagesFrom, unlessMissing, wireInstant } from './wire.js'

/** Which record: one of a contact where `contactId` is given, else one of the account. */
export interface RecordAddress {
  readonly collection: string
  /** Not `empty`, `deleteRecords`, `.` or `..`, nor empty itself: RangeError. */
  readonly key: string
  readonly contactId?: number | undefined
}

export interface StoredRecord {
  readonly key: string
  /** A number that JavaScript cannot hold is an `ExactNumber`. */
  readonly json: InsightJson
  /** Undefined in an account-scoped collection. */
  readonly contactId?: number | undefined
  readonly createdAt?: Instant | undefined
  readonly updatedAt?: Instant | undefined
}

export interface RecordQuery {
  /** Whose records: of one contact, or of the account. Default: of all contacts. */
  readonly owner?: { readonly contactId: number } | 'account' | undefined
  readonly modifiedSince?: Date | undefined
  /** Where to go on: `next` of the page before. */
  readonly marker?: string | undefined
  /** Records a page, 1 to 1000 (`maxItems` of the answer); default 1000. */
  readonly limit?: number | undefined
}

export interface RecordPage {
  readonly records: readonly StoredRecord[]
  /** The marker of the next page; undefined at the end. */
  readonly next: string | undefined
}

export interface InsightRecords {
  /** Undefined where record, collection or contact do not exist. */
  record(address: RecordAddress): Promise<StoredRecord | undefined>
  /** One page, in ascending order; empty where the collection or the contact does not exist. */
  page(collection: string, query?: RecordQuery): Promise<RecordPage>
  /** Every record, page by page. */
  records(collection: string, query?: RecordQuery): AsyncGenerator<StoredRecord, void>
}

export const WireRecord = z.looseObject({
  key: z.coerce.string(),
  json: z.record(z.string(), z.unknown()),
  created: wireInstant,
  updated: wireInstant,
  ownerContactId: z.number().nullish(),
})
const WireRecordPage = pageOf(WireRecord)

export const noRecord = ['insightData:recordNotFound', 'insightData:collectionNotFound', 'insightData:contactNotFound']

export const insightRecords = (ask: Ask): InsightRecords => {
  const page = (collection: string, query: RecordQuery = {}) => readPage(ask, collection, query)
  return {
    record: async (address) => {
      const asked = ask({ method: 'GET', tier: 'high', ...located(address), read: json(WireRecord) })
      const found = await unlessMissing(asked, noRecord)
      return found && { contactId: address.contactId, ...toRecord(found) }
    },
    page,
    records: (collection, query = {}) =>
      pagesFrom(query.marker, async (marker) => {
        const { records, next } = await page(collection, { ...query, marker })
        return { items: records, next }
      }),
  }
}

/** In a path these are no keys but other operations: `DELETE …/empty` empties a whole collection (insightData v3). */
const otherPaths: ReadonlySet<string> = new Set(['empty', 'deleterecords', '', '.', '..'])

/** @throws RangeError where the key would name another operation; how a path's letters are cased may not matter */
export const located = ({ collection, key, contactId }: RecordAddress): Pick<Call<unknown>, 'path' | 'values'> => {
  if (otherPaths.has(key.toLowerCase())) throw new RangeError(`No record can be reached by the key '${key}'`)
  const values = { collectionName: collection, recordId: key }
  if (contactId === undefined) return { path: '/insightData/v3/account/{collectionName}/{recordId}', values }
  return {
    path: '/insightData/v3/contacts/{identifier}/{value}/{collectionName}/{recordId}',
    values: { ...values, identifier: 'contactId', value: contactId },
  }
}

const readPage = async (ask: Ask, collection: string, query: RecordQuery): Promise<RecordPage> => {
  const asked = ask({
    method: 'GET',
    tier: 'low',
    ...shelf(collection, query.owner),
    query: {
      '~modified': query.modifiedSince && `gte::${query.modifiedSince.toISOString()}`,
      limit: query.limit ?? 1000,
      marker: query.marker,
    },
    read: json(WireRecordPage),
  })
  const found = await unlessMissing(asked, noRecord)
  const owner = typeof query.owner === 'object' ? query.owner : {}
  return { records: (found?.items ?? []).map((item) => ({ ...owner, ...toRecord(item) })), next: found?.next }
}

/** Where the records of an owner lie. */
export const shelf = (collection: string, owner: RecordQuery['owner']): Pick<Call<unknown>, 'path' | 'values'> => {
  const values = { collectionName: collection }
  if (owner === undefined) return { path: '/insightData/v3/contacts/{collectionName}', values }
  if (owner === 'account') return { path: '/insightData/v3/account/{collectionName}', values }
  return {
    path: '/insightData/v3/contacts/{identifier}/{value}/{collectionName}',
    values: { ...values, identifier: 'contactId', value: owner.contactId },
  }
}

const toRecord = (wire: z.infer<typeof WireRecord>): StoredRecord => ({
  key: wire.key,
  json: wire.json,
  ...(typeof wire.ownerContactId === 'number' ? { contactId: wire.ownerContactId } : {}),
  createdAt: wire.created,
  updatedAt: wire.updated,
})
