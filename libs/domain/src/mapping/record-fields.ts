import type { Decimal } from '../decimal.js'
import { toNumber } from '../decimal.js'
import type { Instant } from '../order.js'

/** JSON for a collection whose schema is locked by the first record: types never vary, empty values are left out. */
export type InsightJson = Readonly<Record<string, unknown>>

export type RecordKind = 'text' | 'date' | 'number' | 'boolean' | 'list'

/** A field of a record; its kind is that of its value by construction, and never changes. */
export interface RecordField<Seen> {
  readonly kind: RecordKind
  readonly meaning: string
  /** Where in Mirakl it is from. */
  readonly source: string
  readonly value: (seen: Seen) => unknown
}

export type RecordFields<Seen> = Readonly<Record<string, RecordField<Seen>>>

type Told = readonly [meaning: string, source: string]

/** As much of a text as Dotdigital’s own connector sends of one (`Helper/Data.php`); the limit itself is not published. */
const longestText = 1_000

/** Prose: what is too long is cut. */
export const text = <Seen>([meaning, source]: Told, value: (seen: Seen) => string | undefined): RecordField<Seen> => ({
  ...{ kind: 'text', meaning, source },
  value: (seen) => cut(value(seen), longestText),
})

/** An address: one that is too long is left out, since it would lead nowhere once it is cut. */
export const address = <Seen>(
  [meaning, source]: Told,
  value: (seen: Seen) => string | undefined,
): RecordField<Seen> => ({
  ...{ kind: 'text', meaning, source },
  value: (seen) => {
    const url = value(seen)
    return url !== undefined && url.length <= longestText ? url : undefined
  },
})

export const date = <Seen>([meaning, source]: Told, value: (seen: Seen) => Instant | undefined): RecordField<Seen> => ({
  ...{ kind: 'date', meaning, source, value },
})

export const number = <Seen>(
  [meaning, source]: Told,
  value: (seen: Seen) => Decimal | number | undefined,
): RecordField<Seen> => ({
  ...{ kind: 'number', meaning, source },
  value: (seen) => {
    const amount = value(seen)
    return typeof amount === 'string' ? toNumber(amount) : amount
  },
})

export const truth = <Seen>(
  [meaning, source]: Told,
  value: (seen: Seen) => boolean | undefined,
): RecordField<Seen> => ({ kind: 'boolean', meaning, source, value })

export const list = <Seen>(
  [meaning, source]: Told,
  value: (seen: Seen) => readonly InsightJson[],
): RecordField<Seen> => ({ kind: 'list', meaning, source, value })

/** What the fields say of what was seen, without what is missing or empty. */
export const recordOf = <Seen>(fields: RecordFields<Seen>, seen: Seen): InsightJson =>
  compact(Object.fromEntries(Object.entries(fields).map(([name, { value }]) => [name, value(seen)])))

/** Without what is missing or empty: an empty list and an object under one name would break the collection. */
export const compact = (record: InsightJson): InsightJson =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )

/** The beginning of a text, never half a character. */
export const cut = (whole: string | undefined, longest: number): string | undefined =>
  whole?.slice(0, longest).replace(/[\uD800-\uDBFF]$/, '')
