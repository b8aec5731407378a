import { z } from 'zod'
import { spoiltCode } from '../jobs/import-outcomes.js'
import { ownerOf, parseRecord, putRecord, shapeComplaint } from './insight-writing.js'
import type { Complaint } from './schema.js'
import type { CollectionFacts } from '../memory/state.js'
import type { Store } from '../memory/store.js'
import type { ImportJob } from '../memory/world.js'

export const collectionName = /^[-A-Za-z_][-A-Za-z0-9_]{1,255}$/

const collectionTypes = [
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

/** In any case, as an example of Dotdigital's own SDK needs. */
const AnyCaseType = z.string().transform((text, context) => {
  const type = collectionTypes.find((known) => known.toLowerCase() === text.toLowerCase())
  if (type === undefined) context.addIssue('unknown collection type')
  return type ?? z.NEVER
})

export const parseType = (store: Store, text: unknown) =>
  (store.settings.now().collectionTypeCase === 'exact' ? z.enum(collectionTypes) : AnyCaseType).safeParse(text)

const InsightImportRequest = z.object({
  collectionName: z.string().regex(collectionName),
  collectionScope: z.enum(['account', 'contact']),
  collectionType: AnyCaseType,
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

const ExactImportRequest = InsightImportRequest.extend({ collectionType: z.enum(collectionTypes) })

/** The request as a whole; its records are looked at one by one when the import runs. */
export const parseInsightImport = (store: Store, body: unknown) =>
  (store.settings.now().collectionTypeCase === 'exact' ? ExactImportRequest : InsightImportRequest).safeParse(body)

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
  const failures = request.records.flatMap((incoming, position) => {
    const code = spoiltCode(job, position)
    if (code !== undefined) return [failure(scope, incoming, { failureReason: code, details: [] })]
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
    status: store.settings.now().finishedWord,
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
  const record = parseRecord(store, incoming)
  if (collection === undefined) return { failureReason: 'MissingCollection', details: [] }
  if (!record.success) return shapeComplaint(record.error)
  const owner = collection.scope === 'account' ? {} : ownerOf(store, incoming.contactIdentity)
  if ('failureReason' in owner) return owner
  const put = putRecord(store, collection, { ...record.data, ...owner })
  return 'complaint' in put ? put.complaint : undefined
}
