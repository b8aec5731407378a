import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import { JsonObject, ownerOf, putRecord } from './insight-writing.js'
import type { StoredCollection } from '../memory/state.js'
import type { Store } from '../memory/store.js'

/** Characters. */
const longestType = 80
const longestSummary = 160

export const ImportedEvent = z.object({
  contactIdentity: z.object({ identifier: z.string(), value: z.string().nullable() }),
  type: z.string().min(1).max(longestType),
  id: z.string().optional(),
  eventTimestamp: z
    .string()
    .refine((text) => !Number.isNaN(Date.parse(text)))
    .optional(),
  timelineDetails: z.object({ summary: z.string().min(1).max(longestSummary) }).optional(),
  eventData: JsonObject.optional(),
})

/**
 * Keeps events as insight data of their contacts, in a collection named after their type.
 *
 * @returns how many; nobody is told which were of no known contact, or did not fit
 */
export const importEvents = (store: Store, events: readonly unknown[]): number =>
  z
    .array(ImportedEvent)
    .parse(events)
    .filter((event) => importEvent(store, event)).length

const importEvent = (store: Store, event: z.output<typeof ImportedEvent>): boolean => {
  const owner = ownerOf(store, event.contactIdentity)
  if ('failureReason' in owner) return false
  const { id, eventTimestamp, timelineDetails, eventData } = event
  const json = {
    eventTimestamp: eventTimestamp ?? store.now().toISOString(),
    ...(timelineDetails === undefined ? {} : { timelineDetails }),
    ...(eventData === undefined ? {} : { eventData }),
  }
  const put = putRecord(store, collectionOf(store, event.type), { key: id ?? randomUUID(), json, ...owner })
  return 'isNew' in put
}

const collectionOf = (store: Store, type: string): StoredCollection => {
  const name = nameOf(type)
  if (!store.state.collections.has(name)) {
    store.record({ fact: 'collection', collection: { name, scope: 'contact', type: 'custom', schema: {} } })
  }
  const collection = store.state.collections.get(name)
  if (collection === undefined) throw new Error(`No collection '${name}' after it was made`)
  return collection
}

/** A collection's name has two characters at least, and begins with no digit. */
const nameOf = (type: string): string => {
  const name = type.replaceAll(/[^A-Za-z0-9]/g, '_')
  return /^\d/.test(name) || name.length < 2 ? `_${name}` : name
}
