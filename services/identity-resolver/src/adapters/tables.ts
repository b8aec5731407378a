import type { Sight, Strength } from '@concord/domain'
import type { GeneratedAlways, JSONColumnType } from 'kysely'
import type { ChangeEvidence, Edge, Side } from '../ports.js'

export const schema = 'identity'

/** Numbers of type bigint come as text. */
export interface Tables {
  readonly identifiers: {
    readonly name: string
    readonly scope: string
    readonly seed: string
    readonly born: GeneratedAlways<string>
    readonly profile_id: string
    readonly address_sealed: string | null
    readonly strength: Strength
    readonly shown_at: string
    readonly addresses: number
    readonly crowd: number | null
  }
  readonly edges: {
    readonly low: string
    readonly high: string
    readonly record: string | null
    readonly strength: Strength
    readonly since: string
    readonly verdict: NonNullable<Edge['verdict']> | null
  }
  readonly profiles: { readonly id: string; readonly revision: string; readonly addresses: string[] }
  readonly orders: {
    readonly record_key: string
    readonly checkout: string
    readonly sights: JSONColumnType<Sight[]>
    readonly first_name: string | null
    readonly anchor: string | null
    readonly is_identified: boolean
  }
  readonly checkouts: {
    readonly checkout: string
    readonly record_version: string
    readonly sights: JSONColumnType<Sight[]>
  }
  readonly waiting: {
    readonly record_key: string
    readonly record_version: string
    readonly order_key: string
    readonly is_order_known: boolean
    readonly lane: string
    readonly since: string
    readonly told_at: string | null
  }
  readonly changes: {
    readonly id: GeneratedAlways<string>
    readonly at: string
    readonly is_merge: boolean
    readonly sides_before: JSONColumnType<Side[]>
    readonly sides_after: JSONColumnType<Side[]>
    readonly profile_ids: string[]
    readonly evidence: JSONColumnType<ChangeEvidence[]>
    readonly decision_sealed: string | null
  }
  readonly news: {
    readonly id: GeneratedAlways<string>
    readonly at: string
    readonly item_sealed: string
    readonly is_told: boolean
  }
}
