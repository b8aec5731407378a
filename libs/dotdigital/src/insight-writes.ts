import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask, Call } from './call.js'
import { RequestRefused } from './errors.js'
import type { InsightJson } from './insight-imports.js'
import { located, noRecord, type RecordAddress, type RecordQuery, shelf } from './insight-records.js'
import { unlessMissing } from './wire.js'

/** `collection-not-found`: an import, or `ensureCollection`, would make it. `contact-not-found`: nothing can. */
export type PutOutcome = 'written' | 'collection-not-found' | 'contact-not-found'

export interface RecordDeletion {
  /** How many records went. */
  readonly deleted: number
  /** Keys under which there was nothing, or nothing any more where an unanswered call was repeated. */
  readonly notFound: readonly string[]
}

/** Limits and codes: insightData v3. */
export interface InsightWrites {
  /** Writes one record whole, over what was there; many go by `import`. Repeating it does no harm. */
  putRecord(address: RecordAddress, record: InsightJson): Promise<PutOutcome>
  /** Deletes one record; done as well where there was none. */
  deleteRecord(address: RecordAddress): Promise<void>
  /** Deletes 1 to 5000 records of one owner by their keys. */
  deleteRecords(
    collection: string,
    owner: NonNullable<RecordQuery['owner']>,
    keys: readonly string[],
  ): Promise<RecordDeletion>
}

const WireRecordDeletion = z.looseObject({
  summary: z.looseObject({ totalDeleted: z.number().default(0) }),
  notFound: z.array(z.string()).nullish(),
})

const most = 5000

export const insightWrites = (ask: Ask): InsightWrites => ({
  putRecord: async (address, record) => {
    const asked = ask({ method: 'PUT', tier: 'medium', ...located(address), body: record, read: nothing })
    return asked.then(() => 'written' as const, notFoundOutcome)
  },
  deleteRecord: async (address) => {
    await unlessMissing(ask({ method: 'DELETE', tier: 'medium', ...located(address), read: nothing }), noRecord)
  },
  deleteRecords: async (collection, owner, keys) => {
    if (keys.length < 1 || keys.length > most) {
      throw new RangeError(`A deletion takes 1 to ${String(most)} records, not ${String(keys.length)}`)
    }
    const found = await unlessMissing(
      ask({
        method: 'DELETE',
        tier: 'low',
        ...shelfOf(collection, owner),
        body: { keys },
        read: json(WireRecordDeletion),
      }),
      noRecord,
    )
    if (found === undefined) return { deleted: 0, notFound: keys }
    return { deleted: found.summary.totalDeleted, notFound: found.notFound ?? [] }
  },
})

const notFoundOutcome = (failure: unknown): PutOutcome => {
  const code = failure instanceof RequestRefused ? failure.vendorCode : undefined
  if (code === 'insightData:collectionNotFound') return 'collection-not-found'
  if (code === 'insightData:contactNotFound') return 'contact-not-found'
  throw failure
}

/** The one path of account-scoped data that says `accounts` (insightData v3). */
const shelfOf = (
  collection: string,
  owner: NonNullable<RecordQuery['owner']>,
): Pick<Call<unknown>, 'path' | 'values'> => {
  const { path, ...rest } = shelf(collection, owner)
  return { ...rest, path: `${path.replace('/account/', '/accounts/')}/deleteRecords` }
}
