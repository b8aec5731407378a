export const schema = 'identity'

export interface Tables {
  readonly profiles: { readonly id: string; readonly email_sealed: string | null; readonly created_at: string }
  readonly links: {
    readonly identifier: string
    readonly profile_id: string
    readonly evidence: string
    readonly linked_at: string
  }
  readonly sightings: { readonly identifier: string; readonly email_hash: string }
  readonly order_owner: { readonly record_key: string; readonly profile_id: string }
  readonly waiting: {
    readonly record_key: string
    readonly record_version: string
    readonly profile_id: string | null
    readonly order_key: string | null
    readonly checkout: string | null
    readonly since: string
  }
  readonly checkouts: {
    readonly checkout: string
    readonly email_sealed: string | null
    readonly record_version: string
  }
}
