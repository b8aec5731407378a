import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask, Call } from './connection.js'
import { pageOf, unlessMissing, wireInstant } from './wire.js'

/** Which record: one of a contact where `contactId` is given, else one of the account. */
export interface RecordAddress {
  readonly collection: string
  readonly key: string
  readonly contactId?: number | undefined
}

export interface StoredRecord {
  readonly key: string
  readonly json: Readonly<Record<string, unknown>>
  /** Undefined in an account-scoped collection. */
  readonly contactId?: number | undefined
  readonly createdAt?: Instant | undefined
  readonly updatedAt?: Instant | undefined
}

export interface RecordQuery {
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
  /** Deletes one record of one contact; done as well where there was none. */
  deleteRecord(address: RecordAddress & { readonly contactId: number }): Promise<void>
  /** One page of a contact-scoped collection over all contacts; empty where the collection does not exist. */
  page(collection: string, query?: RecordQuery): Promise<RecordPage>
  /** Every record of a contact-scoped collection, page by page. */
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

const missing = ['insightData:recordNotFound', 'insightData:collectionNotFound', 'insightData:contactNotFound']

export const insightRecords = (ask: Ask): InsightRecords => {
  const page = (collection: string, query: RecordQuery = {}) => readPage(ask, collection, query)
  return {
    record: async (address) => {
      const found = await unlessMissing(ask({ method: 'GET', ...located(address), read: json(WireRecord) }), missing)
      return found && { contactId: address.contactId, ...toRecord(found) }
    },
    deleteRecord: async (address) => {
      await unlessMissing(ask({ method: 'DELETE', ...located(address), read: nothing }), missing)
    },
    page,
    async *records(collection, query = {}) {
      for (let marker = query.marker, isFirst = true; isFirst || marker !== undefined; isFirst = false) {
        const { records, next } = await page(collection, { ...query, marker })
        yield* records
        marker = next
      }
    },
  }
}

const located = ({ collection, key, contactId }: RecordAddress): Pick<Call<unknown>, 'path' | 'values'> =>
  contactId === undefined
    ? {
        path: '/insightData/v3/account/{collectionName}/{recordId}',
        values: { collectionName: collection, recordId: key },
      }
    : {
        path: '/insightData/v3/contacts/{identifier}/{value}/{collectionName}/{recordId}',
        values: { identifier: 'contactId', value: contactId, collectionName: collection, recordId: key },
      }

const readPage = async (ask: Ask, collection: string, query: RecordQuery): Promise<RecordPage> => {
  const found = await unlessMissing(
    ask({
      method: 'GET',
      path: '/insightData/v3/contacts/{collectionName}',
      values: { collectionName: collection },
      query: {
        '~modified': query.modifiedSince && `gte::${query.modifiedSince.toISOString()}`,
        limit: query.limit ?? 1000,
        marker: query.marker,
      },
      read: json(WireRecordPage),
    }),
    ['insightData:collectionNotFound'],
  )
  return { records: (found?.items ?? []).map(toRecord), next: found?.next }
}

const toRecord = (wire: z.infer<typeof WireRecord>): StoredRecord => ({
  key: wire.key,
  json: wire.json,
  ...(typeof wire.ownerContactId === 'number' ? { contactId: wire.ownerContactId } : {}),
  createdAt: wire.created,
  updatedAt: wire.updated,
})
