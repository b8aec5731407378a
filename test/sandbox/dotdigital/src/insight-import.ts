import { z } from 'zod'
import { findContact } from './contact-writing.js'
import { learn, type Complaint } from './schema.js'
import type { CollectionFacts, StoredCollection } from './state.js'
import type { Store } from './store.js'
import type { ImportJob } from './world.js'

export const collectionName = /^[-A-Za-z_][-A-Za-z0-9_]{1,255}$/

export const collectionTypes = [
  'cartInsight',
  'catalog',
  'consentInsight',
  'custom',
  'easyEditorExtensions',
  'nostoEmailCampaigns',
  'orders',
  'productCategories',
  'webInsight',
  'wishList',
] as const

/** Types are compared without case, as an example of Dotdigital's own SDK needs. */
export const CollectionType = z.string().transform((text, context) => {
  const type = collectionTypes.find((known) => known.toLowerCase() === text.toLowerCase())
  if (type === undefined) context.addIssue('unknown collection type')
  return type ?? z.NEVER
})

export const InsightImportRequest = z.object({
  collectionName: z.string().regex(collectionName),
  collectionScope: z.enum(['account', 'contact']),
  collectionType: CollectionType,
  records: z
    .array(
      z.looseObject({
        key: z.unknown().optional(),
        json: z.unknown().optional(),
        contactIdentity: z.unknown().optional(),
      }),
    )
    .min(1),
})

type Incoming = z.infer<typeof InsightImportRequest>['records'][number]

/** Imports record by record, each checked against what the ones before it taught the collection. */
export const insightImport = (store: Store, job: ImportJob): unknown => {
  const request = InsightImportRequest.parse(job.body)
  const scope = request.collectionScope
  const collection = collectionFor(store, {
    name: request.collectionName,
    scope,
    type: request.collectionType,
    schema: {},
  })
  const seen = new Set<string>()
  const failures = request.records.flatMap((incoming) => {
    const complaint = seen.has(String(incoming.key))
      ? { failureReason: 'DuplicateKey', details: ['The key is in this import already'] }
      : importRecord(store, collection.name, incoming)
    seen.add(String(incoming.key))
    return complaint === undefined ? [] : [failure(scope, incoming, complaint)]
  })
  const totalRecords = request.records.length
  const summary = { totalRecords, totalImported: totalRecords - failures.length, totalRejected: failures.length }
  return {
    importId: job.id,
    status: 'Finished',
    collectionName: collection.name,
    summary,
    ...(failures.length === 0 ? {} : { failures }),
  }
}

/** The one that exists wins over what the import says of it. */
const collectionFor = (store: Store, facts: CollectionFacts): CollectionFacts => {
  const known = store.state.collections.get(facts.name)
  if (known !== undefined) return known
  store.record({ fact: 'collection', collection: facts })
  return facts
}

const failure = (ownerType: string, { key, json, contactIdentity }: Incoming, complaint: Complaint) => ({
  collectionOwner: { ownerType, ...(contactIdentity === undefined ? {} : { contactIdentity }) },
  ...complaint,
  key: String(key),
  json,
})

const importRecord = (store: Store, name: string, incoming: Incoming): Complaint | undefined => {
  const collection = store.state.collections.get(name)
  const record = RecordBody.safeParse(incoming)
  if (collection === undefined) return { failureReason: 'MissingCollection', details: [] }
  if (!record.success) return shapeComplaint(record.error)
  const owner = collection.scope === 'account' ? {} : ownerOf(store, incoming.contactIdentity)
  if ('failureReason' in owner) return owner
  return put(store, collection, { ...record.data, ...owner })
}

/** An official example sends a number as key. The greatest length is not published; one longer than this is a mistake. */
const RecordBody = z.object({
  key: z.union([z.string(), z.number()]).transform(String).pipe(z.string().min(1).max(255)),
  json: z.record(z.string(), z.unknown()),
})

const shapeComplaint = ({ issues }: z.ZodError): Complaint =>
  issues.some(({ path }) => path[0] === 'key')
    ? { failureReason: 'InvalidClientKey', details: [] }
    : { failureReason: 'InvalidJson', details: ['The record is not an object'] }

type Owned = z.infer<typeof RecordBody> & { readonly ownerContactId?: number }

const put = (store: Store, collection: StoredCollection, record: Owned): Complaint | undefined => {
  const { name, scope, type, schema } = collection
  const before = collection.records.get(record.key)
  if (before !== undefined && before.ownerContactId !== record.ownerContactId) {
    return { failureReason: 'KeyExistingForDifferentContact', details: [] }
  }
  const learned = learn(schema, record.json)
  if ('complaint' in learned) return learned.complaint
  const updated = store.now().toISOString()
  const hasNews = JSON.stringify(learned.schema) !== JSON.stringify(schema)
  if (hasNews) store.record({ fact: 'collection', collection: { name, scope, type, schema: learned.schema } })
  store.record({
    fact: 'record',
    collection: name,
    record: { ...record, created: before?.created ?? updated, updated },
  })
  return undefined
}

const Identity = z.object({ identifier: z.string(), value: z.string() })

const missingOwner: Readonly<Record<string, string>> = {
  contactId: 'ContactIdDoesNotExist',
  email: 'ContactEmailDoesNotExist',
  mobileNumber: 'ContactPhoneNumberDoesNotExist',
}

const ownerOf = (store: Store, identity: unknown): { readonly ownerContactId?: number } | Complaint => {
  const given = Identity.safeParse(identity)
  if (!given.success) return { failureReason: 'InvalidContactIdentifier', details: [] }
  const { identifier, value } = given.data
  const contact = findContact(store.state, identifier, value)
  if (contact !== undefined) return { ownerContactId: contact.contactId }
  return { failureReason: missingOwner[identifier] ?? 'ContactCustomIdentifierValueDoesNotExist', details: [] }
}
