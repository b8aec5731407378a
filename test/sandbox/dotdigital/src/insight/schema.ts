/** What a collection has learned of one name: Dotdigital speaks of STRING, FLOAT, RECORD and of lists of them. */
export interface FieldType {
  readonly kind: 'String' | 'Number' | 'Boolean' | 'Date' | 'Object' | 'Unknown'
  readonly isList: boolean
  readonly fields: Schema
}

export type Schema = Readonly<Record<string, FieldType>>

export interface Complaint {
  readonly failureReason: string
  readonly details: readonly string[]
}

export type Learned = { readonly schema: Schema } | { readonly complaint: Complaint }

/** Dotdigital does not publish the limit; a name this long is a mistake in any case. */
const longestName = 255

/** Extends a schema by one record, or says why the record does not fit; then nothing is learned from it. */
export const learn = (schema: Schema, json: Readonly<Record<string, unknown>>): Learned => {
  const learned = new Map(Object.entries(schema))
  for (const [name, value] of Object.entries(json)) {
    const complaint = nameComplaint(name, learned.keys())
    if (complaint !== undefined) return { complaint }
    const field = learnField(name, learned.get(name), value)
    if (field !== undefined && 'complaint' in field) return field
    if (field !== undefined) learned.set(name, field.type)
  }
  return { schema: Object.fromEntries(learned) }
}

type LearnedField = { readonly type: FieldType } | { readonly complaint: Complaint }

/** Nothing is learned from null. */
const learnField = (name: string, known: FieldType | undefined, value: unknown): LearnedField | undefined => {
  if (value === null || value === undefined) return undefined
  if (Array.isArray(value)) return learnList(name, known, value)
  const seen = { kind: kindOf(value), isList: false, fields: {} }
  if (known !== undefined && !fits(known, seen)) return clash(name, known)
  return learnObject(known ?? seen, value)
}

const learnList = (name: string, known: FieldType | undefined, items: readonly unknown[]): LearnedField => {
  if (items.some(Array.isArray)) return refused('JsonContainsNestedArray', `The list '${name}' holds a list`)
  let type: FieldType = known ?? { kind: 'Unknown', isList: true, fields: {} }
  if (!type.isList) return clash(name, type)
  for (const item of items) {
    if (item === null || item === undefined) continue
    const seen: FieldType = { kind: kindOf(item), isList: true, fields: {} }
    if (type.kind === 'Unknown') type = { ...type, kind: seen.kind }
    if (!fits(type, seen)) return clash(name, type)
    const learned = learnObject(type, item)
    if ('complaint' in learned) return learned
    type = learned.type
  }
  return { type }
}

const learnObject = (type: FieldType, value: unknown): LearnedField => {
  if (kindOf(value) !== 'Object') return { type }
  const inner = learn(type.fields, value as Record<string, unknown>)
  return 'complaint' in inner ? inner : { type: { ...type, fields: inner.schema } }
}

/** A date is a text as well, but a text is no date. */
const fits = (known: FieldType, seen: FieldType): boolean =>
  known.isList === seen.isList && (known.kind === seen.kind || (known.kind === 'String' && seen.kind === 'Date'))

const kindOf = (value: unknown): FieldType['kind'] => {
  if (typeof value === 'string') return /^\d{4}-\d\d-\d\d[T ]\d\d:\d\d/.test(value) ? 'Date' : 'String'
  if (typeof value === 'number') return 'Number'
  return typeof value === 'boolean' ? 'Boolean' : 'Object'
}

const nameComplaint = (name: string, known: Iterable<string>): Complaint | undefined => {
  if (name.length > longestName) return complaint('JsonKeyTooLong', `The name '${name.slice(0, 40)}…' is too long`)
  if (!/^[A-Za-z0-9_-]+$/.test(name))
    return complaint(
      'JsonKeyInvalidCharacters',
      `The name '${name}' holds other characters than letters, digits, - and _`,
    )
  const twin = [...known].find((other) => other !== name && other.replaceAll('-', '_') === name.replaceAll('-', '_'))
  return twin === undefined
    ? undefined
    : complaint('JsonContainsDashUnderscoreClash', `The name '${name}' clashes with '${twin}'`)
}

const complaint = (failureReason: string, detail: string): Complaint => ({ failureReason, details: [detail] })

const refused = (failureReason: string, detail: string): LearnedField => ({
  complaint: complaint(failureReason, detail),
})

const clash = (name: string, known: FieldType): LearnedField =>
  refused(
    'JsonValueIncompatibleWithSchema',
    `A value named '${name}' of type ${known.isList ? 'List' : known.kind} already exists in this collection and new values must be of this type.`,
  )

const vendorKinds = {
  String: 'STRING',
  Number: 'FLOAT',
  Boolean: 'BOOLEAN',
  Date: 'TIMESTAMP',
  Object: 'RECORD',
  Unknown: 'STRING',
} as const

/** The schema as `GET /insightData/v3/collections/{collectionName}/schema` prints it. */
export const wireSchema = (schema: Schema): readonly unknown[] =>
  Object.entries(schema).map(([name, { kind, isList, fields }]) => ({
    name,
    ...(isList ? { mode: 'REPEATED' } : {}),
    type: vendorKinds[kind],
    fields: wireSchema(fields),
  }))
