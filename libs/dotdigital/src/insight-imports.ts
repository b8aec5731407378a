import { z } from 'zod'
import { json } from './answer.js'
import { type Ask, maxImportBytes } from './call.js'
import { type ImportState, importStateOf } from './import-state.js'
import type { CollectionType } from './insight-collections.js'
import { unlessMissing, withoutAddresses } from './wire.js'

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

export interface InsightImports {
  /**
   * Starts an import of at least one record and at most 50 MB; the id of its report. Repeating it does no harm.
   *
   * @throws BodyTooLarge  before it is sent
   * @throws JobSlotsTaken while 5 imports are running
   */
  import(batch: InsightBatch): Promise<string>
  importStatus(importId: string): Promise<InsightImportReport>
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

export const insightImports = (ask: Ask): InsightImports => ({
  import: async (batch) => {
    const path = '/insightData/v3/import'
    const body = { body: toBody(batch), maxBytes: maxImportBytes }
    return (await ask({ method: 'PUT', path, tier: 'low', ...body, read: json(Started) })).importId
  },
  importStatus: async (importId) => {
    const path = '/insightData/v3/import/{importId}'
    const asked = ask({ method: 'GET', path, tier: 'unlimited', values: { importId }, read: json(WireInsightReport) })
    const report = await unlessMissing(asked, ['insightData:importNotFound'])
    return toReport(report ?? { status: 'importNotFound' })
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
