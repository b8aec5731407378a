import type { ColumnType, Generated, GeneratedAlways } from 'kysely'

export const schema = 'ingest'

type Json = ColumnType<Readonly<Record<string, unknown>>, string, never>

export interface Tables {
  readonly records: RecordRow
  readonly payloads: {
    /** The day of acceptance, or `kept`: part of every question, so that other days are not looked at. */
    readonly day: string
    readonly key: string
    readonly version: string
    readonly subject: string
    readonly sealed: string
  }
  readonly data_keys: {
    readonly subject: string
    readonly wrapped: string
    /** The newest day with a payload under this key. */
    readonly last_day: string
  }
  /** Payloads dropped, for the equation: by day, and one line of those dropped after they were kept. */
  readonly dropped: { readonly day: string; readonly payloads: string; readonly dropped_at: string }
  readonly replays: {
    readonly id: string
    readonly criteria: unknown
    readonly counts: unknown
    readonly progress: unknown
    readonly requested_at: string
    readonly cursor_key: string
    readonly cursor_version: string
    readonly finished_at: string | null
  }
  readonly watermarks: {
    readonly marketplace: string
    readonly kind: string
    readonly started_at: string
    readonly watermark: string
  }
  readonly hints: {
    readonly marketplace: string
    readonly order_id: string
    readonly noted_at: string
    readonly is_asked: Generated<boolean>
    readonly is_repair: Generated<boolean>
  }
  readonly incidents: { readonly marketplace: string; readonly order_id: string }
  readonly incident_marks: { readonly marketplace: string; readonly incident_id: string; readonly mark: string }
  readonly leases: {
    readonly marketplace: string
    readonly holder: string
    readonly epoch: string
    readonly lasts_until: Date
  }
  readonly backfills: {
    readonly id: string
    readonly marketplace: string
    readonly requested_at: string
    readonly state: string
    readonly plan: unknown
  }
  /** What people did; only ever added to. */
  readonly deeds: {
    readonly id: GeneratedAlways<string>
    readonly at: string
    readonly who: string
    readonly role: Generated<string>
    readonly action: string
    readonly about: string | null
    /** Of a copy that was written down before lines had `about`. */
    readonly key: string | null
    readonly version: string | null
    readonly before: Json
    readonly after: Json
  }
  readonly comparisons: {
    readonly id: string
    readonly marketplace: string
    readonly requested_at: string
    readonly state: string
    readonly plan: unknown
  }
  /** What Mirakl gave so far, while a comparison runs. */
  readonly compared: { readonly comparison: string; readonly key: string }
  readonly differences: {
    readonly comparison: string
    readonly key: string
    /** None while it is only suspected. */
    readonly n: number | null
    readonly kind: string
    /** What Mirakl gave; of what it does not give, what the journal held. */
    readonly version: string
    readonly fields: unknown
    readonly detail: string | null
  }
}

export interface RecordRow {
  readonly key: string
  readonly version: string
  readonly lane: string
  readonly origin: string
  readonly state: string
  readonly reason: string
  readonly detail: string | null
  readonly accepted_at: string
  readonly due_at: string
  readonly moved_at: string
  readonly published_at: string | null
  /** While a relay publishes it, until when it may; the database's own clock. */
  readonly claimed_until: Date | null
  /** Where its payload is: the day of acceptance, `kept`, or `gone`. */
  readonly payload_day: string
  /** It had settled when it was replayed, and so fires no triggers. */
  readonly is_replay: boolean
  readonly traceparent: string | null
  /** The version of an invalid one whose place it took, corrected by a person. */
  readonly copied_from: string | null
}
