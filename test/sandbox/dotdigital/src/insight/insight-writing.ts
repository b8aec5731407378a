import { z } from 'zod'
import { findContact } from '../contacts/contact-writing.js'
import { isObject } from '../http/v2-asking.js'
import { type Complaint, learn } from './schema.js'
import type { StoredCollection } from '../memory/state.js'
import type { Store } from '../memory/store.js'

/** The greatest length of a key is not published; one longer than this is a mistake. */
const Key = z.string().min(1).max(255)
/** As it was sent: a record of zod's would lose `__proto__`, which is a name like any other. */
export const JsonObject = z.custom<Readonly<Record<string, unknown>>>(isObject)

const bodies = {
  text: z.object({ key: Key, json: JsonObject }),
  // An official example sends a number.
  any: z.object({ key: z.union([z.string(), z.number()]).transform(String).pipe(Key), json: JsonObject }),
}

export const parseRecord = (store: Store, record: unknown): z.ZodSafeParseResult<RecordBody> =>
  bodies[store.settings.now().recordKeys].safeParse(record)

type RecordBody = z.output<typeof bodies.text>

export const shapeComplaint = ({ issues }: z.ZodError): Complaint =>
  issues.some(({ path }) => path[0] === 'key')
    ? { failureReason: 'InvalidClientKey', details: [] }
    : { failureReason: 'InvalidJson', details: ['The record is not an object'] }

type OwnedRecord = RecordBody & { readonly ownerContactId?: number }

export type PutRecord = { readonly isNew: boolean } | { readonly complaint: Complaint }

/** Creates or replaces a record and teaches its collection, or tells why it does not fit. */
export const putRecord = (store: Store, collection: StoredCollection, record: OwnedRecord): PutRecord => {
  const { name, scope, type, schema } = collection
  const before = collection.records.get(record.key)
  if (before !== undefined && before.ownerContactId !== record.ownerContactId) {
    return { complaint: { failureReason: 'KeyExistingForDifferentContact', details: [] } }
  }
  const learned = learn(schema, record.json)
  if ('complaint' in learned) return learned
  const updated = store.now().toISOString()
  const hasNews = JSON.stringify(learned.schema) !== JSON.stringify(schema)
  if (hasNews) store.record({ fact: 'collection', collection: { name, scope, type, schema: learned.schema } })
  store.record({
    fact: 'record',
    collection: name,
    record: { ...record, created: before?.created ?? updated, updated },
  })
  return { isNew: before === undefined }
}

const Identity = z.object({ identifier: z.string(), value: z.string() })

const missingOwner: ReadonlyMap<string, string> = new Map([
  ['contactId', 'ContactIdDoesNotExist'],
  ['email', 'ContactEmailDoesNotExist'],
  ['mobileNumber', 'ContactPhoneNumberDoesNotExist'],
])

/** Whose record it is: only a contact that exists can have one. */
export const ownerOf = (store: Store, identity: unknown): { readonly ownerContactId?: number } | Complaint => {
  const given = Identity.safeParse(identity)
  if (!given.success) return { failureReason: 'InvalidContactIdentifier', details: [] }
  const { identifier, value } = given.data
  const contact = findContact(store.state, identifier, value)
  if (contact !== undefined) return { ownerContactId: contact.contactId }
  return { failureReason: missingOwner.get(identifier) ?? 'ContactCustomIdentifierValueDoesNotExist', details: [] }
}
