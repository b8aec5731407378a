import { type Input, linkTo, ok, type Reply, sinceOf, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { StoredRecord } from '../memory/world.js'

const mostRecords = 5000
const usualRecords = 1000

/** Where a record stands among others: by its last change, and then by its key. */
type Place = Pick<StoredRecord, 'updated' | 'key'>

/**
 * A page of records in the order of their last change; the page after it begins behind the last one told, so that a record
 * that changes meanwhile is told again, and makes no other be skipped.
 */
export const recordPage = (
  store: Store,
  records: readonly StoredRecord[],
  { input, path }: { readonly input: Input; readonly path: string },
): Reply => {
  const { query } = input
  const since = sinceOf(query['~modified'])
  const limit = Number(query['limit'] ?? usualRecords)
  const after = placeOf(query['marker'])
  if (Number.isNaN(since)) return badRequest('The filter is invalid')
  if (!Number.isInteger(limit) || limit < 1 || limit > mostRecords)
    return badRequest(`The limit must be between 1 and ${String(mostRecords)}`)
  if (after === undefined) return badRequest('The marker is invalid')
  const rest = records
    .filter((record) => Date.parse(record.updated) >= since && isBehind(record, after))
    .toSorted((left, right) => (isBehind(left, right) ? 1 : -1))
  const page = rest.slice(0, Math.min(limit, store.settings.now().pageCap))
  return ok({
    _links: linksOf({ ...input, path }, rest.length > page.length ? page.at(-1) : undefined),
    _items: page,
  })
}

const badRequest = (description: string): Reply => v3Refusal(400, 'insightData:badRequest', description)

const isBehind = (record: Place, other: Place): boolean =>
  record.updated === other.updated ? record.key > other.key : record.updated > other.updated

/** @param last the last record of the page, where there is another page */
const linksOf = (input: Input, last: StoredRecord | undefined) => ({
  self: linkTo(input, input.query['marker'] ?? ''),
  first: linkTo(input, ''),
  ...(last === undefined ? {} : { next: linkTo(input, markerOf(last)) }),
})

const markerOf = ({ updated, key }: Place): string => Buffer.from(`after:${updated} ${key}`).toString('base64')

/** Ahead of all records. */
const beginning: Place = { updated: '', key: '' }

/** The place a page begins behind; undefined for a marker that was never given. */
const placeOf = (marker: string | undefined): Place | undefined => {
  if (!marker) return beginning
  const text = Buffer.from(marker, 'base64').toString('utf8')
  const { updated, key } = /^after:(?<updated>\d{4}-\S+Z) (?<key>.+)$/s.exec(text)?.groups ?? {}
  return updated === undefined || key === undefined ? undefined : { updated, key }
}
