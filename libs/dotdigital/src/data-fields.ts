import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './connection.js'

export interface DataField {
  readonly name: string
  /** String, Numeric, Date, Boolean or whatever may come. */
  readonly type: string
  readonly visibility?: string | undefined
  readonly defaultValue?: unknown
}

export interface NewDataField {
  /** At most 20 of `A-Za-z0-9_-`. */
  readonly name: string
  readonly type: 'String' | 'Numeric' | 'Date' | 'Boolean'
  readonly visibility: 'Private' | 'Public'
  readonly defaultValue?: string | number | boolean | undefined
}

export interface DataFields {
  list(): Promise<readonly DataField[]>
  /** @throws AlreadyExists when a field has the name, in whatever case */
  create(field: NewDataField): Promise<void>
}

export const WireDataFields = z.array(
  z
    .looseObject({
      name: z.string(),
      type: z.string(),
      visibility: z.string().nullish(),
      defaultValue: z.unknown().optional(),
    })
    .transform(({ name, type, visibility, defaultValue }): DataField => ({
      name,
      type,
      visibility: visibility ?? undefined,
      defaultValue: defaultValue ?? undefined,
    })),
)

/** v2 only: v3 has no data fields yet. */
export const dataFields = (ask: Ask): DataFields => ({
  list: () => ask({ method: 'GET', path: '/v2/data-fields', read: json(WireDataFields) }),
  create: (field) => ask({ method: 'POST', path: '/v2/data-fields', body: field, read: nothing }),
})
