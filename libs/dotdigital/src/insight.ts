import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './connection.js'
import { insightRecords, type InsightRecords } from './insight-records.js'
import { type ImportState, importStateOf } from './import-state.js'
import { unlessMissing, withoutAddresses } from './wire.js'

export type CollectionScope = 'contact' | 'account'

/** `custom` for data of one's own; the other types feed Dotdigital's commerce reports. */
export type CollectionType = 'orders' | 'catalog' | 'cartInsight' | 'custom'

export interface Collection {
  /** 2 to 255 of `A-Za-z0-9_-`, not starting with a digit. */
  readonly name: string
  readonly type: string
  /** `contact` or `account`; undefined where Dotdigital does not say. */
  readonly scope?: string | undefined
  readonly recordCount: number
}

/** The first value seen under a name fixes its type for the whole collection, so types never vary. */
export type InsightJson = Readonly<Record<string, unknown>>

export interface AccountRecord {
  /** Unique in its collection. */
  readonly key: string
  readonly json: InsightJson
}

export interface ContactRecord extends AccountRecord {
  /** The owner, who must exist. Keys are unique across contacts: another contact's key is refused. */
  readonly contactId: number
}

interface Batch {
  /** Created where it does not exist. */
  readonly collection: string
  readonly type: CollectionType
}

export type InsightBatch =
  | (Batch & { readonly scope: 'contact'; readonly records: readonly ContactRecord[] })
  | (Batch & { readonly scope: 'account'; readonly records: readonly AccountRecord[] })

export interface InsightImportReport {
  readonly state: ImportState
  /** Dotdigital's own word for the state. */
  readonly vendorState: string
  /** Records that were not imported; all others were. */
  readonly failures: readonly InsightFailure[]
}

export interface InsightFailure {
  readonly key: string
  /** Like `ContactIdDoesNotExist` or `JsonValueIncompatibleWithSchema`. */
  readonly reason: string
  readonly details: readonly string[]
}

export interface Insight extends InsightRecords {
  /**
   * Starts an import of at least one record and at most 50 MB; the id of its report. Repeating it does no harm.
   *
   * @throws JobSlotsTaken while 5 imports are running
   */
  import(batch: InsightBatch): Promise<string>
  importStatus(importId: string): Promise<InsightImportReport>
  /** Creates the collection where it does not exist; at most 1000 an account. */
  ensureCollection(name: string, scope: CollectionScope, type: CollectionType): Promise<void>
  collections(): Promise<readonly Collection[]>
}

export const Started = z.looseObject({ importId: z.string() })

export const WireInsightReport = z.looseObject({
  status: z.string(),
  failures: z
    .array(
      z.looseObject({
        key: z.coerce.string(),
        failureReason: z.string(),
        details: z.array(z.string()).nullish(),
      }),
    )
    .nullish(),
})

export const WireCollections = z.array(
  z.looseObject({
    collectionName: z.string(),
    collectionType: z.string(),
    collectionScope: z.string().nullish(),
    recordCount: z.number().default(0),
  }),
)

export const insight = (ask: Ask): Insight => ({
  ...insightRecords(ask),
  import: async (batch) => {
    const answer = await ask({
      method: 'PUT',
      path: '/insightData/v3/import',
      body: toBody(batch),
      read: json(Started),
    })
    return answer.importId
  },
  importStatus: async (importId) => {
    const values = { importId }
    const report = await unlessMissing(
      ask({ method: 'GET', path: '/insightData/v3/import/{importId}', values, read: json(WireInsightReport) }),
      ['insightData:importNotFound'],
    )
    return toReport(report ?? { status: 'importNotFound' })
  },
  ensureCollection: (name, scope, type) =>
    ask({
      method: 'POST',
      path: '/insightData/v3/collections/{collectionName}',
      values: { collectionName: name },
      query: { collectionScope: scope, collectionType: type },
      read: nothing,
    }),
  collections: async () => {
    const found = await ask({ method: 'GET', path: '/insightData/v3/collections', read: json(WireCollections) })
    return found.map((wire) => ({
      name: wire.collectionName,
      type: wire.collectionType,
      scope: wire.collectionScope ?? undefined,
      recordCount: wire.recordCount,
    }))
  },
})

const toBody = (batch: InsightBatch) => ({
  collectionName: batch.collection,
  collectionScope: batch.scope,
  collectionType: batch.type,
  records:
    batch.scope === 'account'
      ? batch.records.map(({ key, json: value }) => ({ key, json: value }))
      : batch.records.map(({ key, json: value, contactId }) => ({
          key,
          json: value,
          contactIdentity: { identifier: 'contactId', value: String(contactId) },
        })),
})

const toReport = (wire: z.infer<typeof WireInsightReport>): InsightImportReport => ({
  state: importStateOf(wire.status),
  vendorState: wire.status,
  failures: (wire.failures ?? []).map(({ key, failureReason, details }) => ({
    key,
    reason: failureReason,
    details: (details ?? []).map(withoutAddresses),
  })),
})
