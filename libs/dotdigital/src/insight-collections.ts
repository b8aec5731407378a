import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'
import { unlessMissing } from './wire.js'

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

/** One name of a collection's records, and what it may hold. What was once seen under it fixes its type. */
export interface SchemaField {
  readonly name: string
  /** STRING, FLOAT, INTEGER, BOOLEAN, TIMESTAMP, RECORD or whatever may come. */
  readonly type: string
  /** NULLABLE, REQUIRED or REPEATED; undefined where Dotdigital does not say. */
  readonly mode?: string | undefined
  /** Of a RECORD. */
  readonly fields: readonly SchemaField[]
}

export interface InsightCollections {
  /** Creates the collection where it does not exist; at most 1000 an account. */
  ensureCollection(name: string, scope: CollectionScope, type: CollectionType): Promise<void>
  collections(): Promise<readonly Collection[]>
  /** Those in which the contact has records, counting its own; undefined where there is no such contact. */
  collectionsOf(contactId: number): Promise<readonly Collection[] | undefined>
  /** What its records hold, the record's own JSON under `json`; undefined where the collection does not exist. */
  schema(name: string): Promise<readonly SchemaField[] | undefined>
}

export const WireCollections = z.array(
  z.looseObject({
    collectionName: z.string(),
    collectionType: z.string(),
    collectionScope: z.string().nullish(),
    recordCount: z.number().default(0),
  }),
)

interface WireField extends z.infer<typeof NamedField> {
  readonly fields?: readonly WireField[] | null | undefined
}

const NamedField = z.looseObject({ name: z.string(), type: z.string(), mode: z.string().nullish() })

const WireSchemaField: z.ZodType<WireField> = NamedField.extend({
  get fields() {
    return z.array(WireSchemaField).nullish()
  },
})

/** An array, although the document calls it an object. */
export const WireSchemaFields = z.array(WireSchemaField)
const WireSchema = z.looseObject({ schema: WireSchemaFields })

export const insightCollections = (ask: Ask): InsightCollections => ({
  ensureCollection: (name, scope, type) =>
    ask({
      method: 'POST',
      path: '/insightData/v3/collections/{collectionName}',
      tier: 'medium',
      values: { collectionName: name },
      query: { collectionScope: scope, collectionType: type },
      read: nothing,
    }),
  collections: async () => {
    const path = '/insightData/v3/collections'
    return (await ask({ method: 'GET', path, tier: 'high', read: json(WireCollections) })).map(toCollection)
  },
  collectionsOf: async (contactId) => {
    const path = '/insightData/v3/contacts/{identifier}/{value}'
    const values = { identifier: 'contactId', value: contactId }
    const asked = ask({ method: 'GET', path, tier: 'high', values, read: json(WireCollections) })
    return (await unlessMissing(asked, ['insightData:contactNotFound']))?.map(toCollection)
  },
  schema: async (name) => {
    const path = '/insightData/v3/collections/{collectionName}/schema'
    const asked = ask({ method: 'GET', path, tier: 'high', values: { collectionName: name }, read: json(WireSchema) })
    return (await unlessMissing(asked, ['insightData:collectionNotFound']))?.schema.map(toField)
  },
})

const toCollection = (wire: z.infer<typeof WireCollections>[number]): Collection => ({
  name: wire.collectionName,
  type: wire.collectionType,
  scope: wire.collectionScope ?? undefined,
  recordCount: wire.recordCount,
})

const toField = ({ name, type, mode, fields }: WireField): SchemaField => ({
  name,
  type,
  mode: mode ?? undefined,
  fields: (fields ?? []).map(toField),
})
