import type { Instant, RecordKey, Version } from '@concord/domain'
import type { Person } from '@concord/runtime'

/** A version of a record. */
export interface VersionName {
  readonly key: RecordKey
  readonly version: Version
}

/** What was refused as invalid, as it came. */
export interface Original extends VersionName {
  /** Every fault, without values. */
  readonly detail: string
  readonly payload: unknown
}

export interface Wish extends VersionName {
  /** The payload as a person corrected it, whole. */
  readonly payload: unknown
  /** Only says what would become of it. */
  readonly isDry: boolean
  readonly by: Person
  readonly dueAt: Instant
}

/** A corrected copy, and what is different in it. */
export interface Copy extends VersionName {
  readonly copiedFrom: VersionName
  /** Places in the payload, without values; at most a hundred. */
  readonly changed: readonly string[]
}

/** Why there is nothing to correct. */
export type Missing =
  { readonly is: 'unknown' } | { readonly is: 'gone' } | { readonly is: 'sound'; readonly state: string }

export type Copied =
  | { readonly is: 'copied'; readonly copy: Copy }
  /** The same faults, or others. */
  | { readonly is: 'invalid'; readonly faults: string }
  /** It names another record than the original. */
  | { readonly is: 'another'; readonly key: RecordKey }
  /** That content is held already. */
  | { readonly is: 'held' }
  | Missing

/** Correcting what was refused as invalid: the original stays as it came, and a copy of it goes on. */
export interface Copies {
  /** Shows it, and writes down to whom. */
  original(name: VersionName, by: Person): Promise<{ readonly is: 'found'; readonly original: Original } | Missing>
  /**
   * Takes the corrected payload in as the newest sight of the same record, a replay as whatever had settled; the original
   * settles as superseded by it. Both and the line of the audit trail, or nothing.
   */
  copy(wish: Wish): Promise<Copied>
}

const mostChanged = 100

/** Where two payloads differ, like `order_lines.0.price`. */
export const changedPlaces = (before: unknown, after: unknown): readonly string[] =>
  differing(before, after, '').slice(0, mostChanged)

const differing = (before: unknown, after: unknown, place: string): readonly string[] => {
  const [old, now] = [partsOf(before), partsOf(after)]
  if (old === undefined || now === undefined || Array.isArray(before) !== Array.isArray(after))
    return JSON.stringify(before) === JSON.stringify(after) ? [] : [place === '' ? '(the whole)' : place]
  return [...new Set([...Object.keys(old), ...Object.keys(now)])].flatMap((name) =>
    differing(old[name], now[name], place === '' ? name : `${place}.${name}`),
  )
}

const partsOf = (value: unknown): Readonly<Record<string, unknown>> | undefined =>
  typeof value === 'object' && value !== null ? (value as Record<string, unknown>) : undefined
