import { z } from 'zod'
import { type Place, recordOf } from './insight-asking.js'
import { ok, type Reply, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'

const mostKeys = 5000

const Keys = z.object({ keys: z.array(z.string()).min(1).max(mostKeys) })

/** Deletes the records of those keys at once, and tells which there were not. */
export const deleteRecords = (store: Store, place: Place, body: unknown): Reply => {
  const request = Keys.safeParse(body)
  if (!request.success) {
    const description = 'You must speify the keys for the records to be deleted from the collection.'
    return v3Refusal(400, 'insightData:noRecordsSpecified', description)
  }
  const { keys } = request.data
  const notFound = keys.filter((key) => recordOf(place, key) === undefined)
  const found = new Set(keys.filter((key) => !notFound.includes(key)))
  for (const key of found) store.record({ fact: 'record-deleted', collection: place.collection.name, key })
  const summary = { totalRecords: keys.length, totalDeleted: found.size, totalNotFound: notFound.length }
  return ok({ summary, notFound, failures: [] })
}

/**
 * Deletes all records of a collection, or all of one contact in it; the collection and what it learned stay.
 *
 * @returns how many there were
 */
export const emptied = (store: Store, collection: string, ownerContactId?: number): number => {
  const records = [...(store.state.collections.get(collection)?.records.values() ?? [])]
  const meant = records.filter((record) => ownerContactId === undefined || record.ownerContactId === ownerContactId)
  for (const { key } of meant) store.record({ fact: 'record-deleted', collection, key })
  return meant.length
}
