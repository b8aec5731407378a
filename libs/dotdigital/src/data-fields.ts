import { z } from 'zod'
import { json, nothing } from './answer.js'
import type { Ask } from './call.js'
import { AlreadyExists } from './errors.js'
import type { ExactNumber } from './exact-json.js'
import { unlessMissing } from './wire.js'

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
  readonly defaultValue?: string | number | ExactNumber | boolean | undefined
}

export type DataFieldRemoval =
  | { readonly isDeleted: true }
  /** What uses the field, as far as Dotdigital says. */
  | { readonly isDeleted: false; readonly usedBy: readonly string[] }

export interface DataFields {
  list(): Promise<readonly DataField[]>
  /** @throws AlreadyExists when a field has the name, in whatever case */
  create(field: NewDataField): Promise<void>
  /** Deletes the field with the values of all contacts, unless it is in use; done as well where there was none. */
  delete(name: string): Promise<DataFieldRemoval>
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

export const WireDataFieldRemoval = z.looseObject({
  result: z.boolean(),
  dependencies: z.array(z.string()).nullish(),
})

/** v2 only: v3 has no data fields yet. */
export const dataFields = (ask: Ask): DataFields => ({
  list: () => ask({ method: 'GET', path: '/v2/data-fields', tier: 'high', read: json(WireDataFields) }),
  create: (field) => ask({ method: 'POST', path: '/v2/data-fields', tier: 'medium', body: field, read: nothing }),
  delete: async (name) => {
    const path = '/v2/data-fields/{name}'
    const asked = ask({ method: 'DELETE', path, tier: 'medium', values: { name }, read: json(WireDataFieldRemoval) })
    const removal = await unlessMissing(asked.catch(inUse), ['ERROR_DATAFIELD_NOTFOUND'])
    if (removal?.result === false) return { isDeleted: false, usedBy: removal.dependencies ?? [] }
    return { isDeleted: true }
  },
})

/** The documents show a 200 that says so; the swagger also lists a 409. */
const inUse = (failure: unknown): z.infer<typeof WireDataFieldRemoval> => {
  if (failure instanceof AlreadyExists) return { result: false }
  throw failure
}
