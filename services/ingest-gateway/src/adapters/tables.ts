export const schema = 'ingest'

export interface Tables {
  readonly records: RecordRow
  readonly payloads: {
    readonly key: string
    readonly version: string
    readonly subject: string
    readonly sealed: string
  }
  readonly data_keys: { readonly subject: string; readonly wrapped: string }
  readonly watermarks: {
    readonly marketplace: string
    readonly kind: string
    readonly started_at: string
    readonly watermark: string
  }
  readonly hints: { readonly marketplace: string; readonly order_id: string; readonly noted_at: string }
  readonly incidents: { readonly marketplace: string; readonly order_id: string }
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
}
