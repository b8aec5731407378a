import type { ColumnType } from 'kysely'

export const schema = 'consent'

export interface Tables {
  readonly consent_facts: FactRow
  readonly reads: ReadRow
  readonly customers: CustomerRow
  readonly opt_outs: OptOutRow
  readonly opt_out_lags: LagRow
  readonly statements: StatementRow
  readonly profiles: ProfileRow
  readonly owners: OwnerRow
  readonly orders: OrderRow
}

export interface FactRow {
  readonly account: string
  readonly address_hash: string
  readonly scope: string
  readonly status: string
  readonly source: string
  readonly learned_at: string
  readonly since: string | null
  readonly is_ours: boolean
  readonly is_told: boolean
  /** Of an address passed on as unknown: since when with consent that may make a subscriber. */
  readonly granted_at: string | null
  readonly will: string | null
  /** A bigint, which drivers give as text or as a number. */
  readonly contact_id: ColumnType<string | number | null, number | null | undefined, number | null>
}

interface ReadRow {
  readonly account: string
  readonly read_at: string
  readonly full_read_at: string
  /** By blank. */
  readonly scopes: string
}

export interface CustomerRow {
  readonly customer_hash: string
  readonly profile_id: string
  /** A bigint, which drivers give as text or as a number. */
  readonly revision: ColumnType<string | number, number, number>
  readonly address_hash: string | null
  /** By blank. */
  readonly other_hashes: string
}

/** That somebody was ever out, whatever is known of the address now. */
interface OptOutRow {
  readonly account: string
  readonly address_hash: string
}

/** That somebody opted out, and how long after it that was learned; who, it does not say. */
interface LagRow {
  readonly account: string
  readonly learned_at: string
  readonly seconds: number
}

interface StatementRow {
  readonly account: string
  readonly address_hash: string
  readonly said_at: string
  readonly is_granted: boolean
  readonly marketplace: string
  readonly evidence_sealed: string
}

interface ProfileRow {
  readonly profile_id: string
  readonly revision: ColumnType<string | number, number, number>
  readonly addresses: readonly string[]
}

interface OwnerRow {
  readonly marketplace: string
  readonly order_id: string
  readonly profile_id: string
  readonly revision: ColumnType<string | number, number, number>
}

export interface OrderRow {
  readonly marketplace: string
  readonly order_id: string
  readonly profile_id: string
  readonly revision: ColumnType<string | number, number, number>
  readonly created_at: string
  readonly version: string
  readonly is_closed: boolean
  readonly shown: string | null
  readonly is_sure: boolean
  readonly sure_since: string
  /** With `due_at`, what is still to be written; both are null where nothing is. */
  readonly owed_value: string | null
  readonly tries: number
  readonly due_at: string | null
  readonly failure: string | null
}
