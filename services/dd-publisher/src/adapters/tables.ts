import type { ConsentFact, Outcome, Return, Seller } from '@concord/domain'
import type { ColumnType, Generated } from 'kysely'
import type { Cause } from '../ports.js'

export const schema = 'publisher'

/** JSON is written as text and read as what it says. */
type Json<T> = ColumnType<T, string, string>

export interface Tables {
  readonly contacts: ContactRow
  readonly orders: OrderRow
  readonly returns: ReturnRow
  readonly sellers: SellerRow
  readonly effects: EffectRow
  readonly imports: { id: string; account: string; kind: string; remote_id: string | null; taken_at: string }
  readonly triggers: TriggerRow
  readonly outcomes: {
    record_key: string
    record_version: string
    cause: Json<Cause>
    outcome: Json<Outcome>
    is_told: boolean
    changed_at: string
  }
}

export interface ContactRow {
  account: string
  profile_id: string
  email_sealed: string
  address_hash: string
  locale: string | null
  /** A bigint: text from a server, a number from PGlite. */
  contact_id: ColumnType<string | number | null, number | null | undefined, number | null>
  is_ours: Generated<boolean>
  consent: Json<ConsentFact>
}

export interface OrderRow {
  record_key: string
  version: string
  account: string
  marketplace: string
  profile_id: string
  seller_id: string | null
  sealed: string
  dispute_ended_at: string | null
  contact_revision: number
  order_revision: number
  is_settled: boolean
  cause: Json<Cause>
}

export interface ReturnRow {
  record_key: string
  version: string
  order_key: string
  account: string
  snapshot: Json<Return>
  is_settled: boolean
  cause: Json<Cause>
}

export interface SellerRow {
  record_key: string
  version: string
  account: string
  marketplace: string
  snapshot: Json<Seller>
  revision: number
  is_settled: boolean
  cause: Json<Cause>
}

export interface EffectRow {
  account: string
  kind: string
  ref: string
  lane: string
  state: string
  wanted_revision: number
  sent_revision: Generated<number>
  done_revision: Generated<number>
  import_id: string | null
  due_since: string
  outcome: Json<Outcome> | null
}

export interface TriggerRow {
  account: string
  trigger: string
  subject: string
  order_key: string
  occurred_at: string
  state: string
  reason: string
  detail: string | null
  proof: Json<readonly string[]>
  revision: number
  told_revision: number
  look_at: string
  intended_at: string | null
  enrolment_id: string | null
  changed_at: string
}
