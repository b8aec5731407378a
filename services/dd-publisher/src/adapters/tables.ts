import type { ComparisonState, Difference, VisitedPlace } from '@concord/contracts'
import type { ConsentFact, DisputeStanding, Incident, Outcome, Return, Seller, Tally } from '@concord/domain'
import type { ColumnType, Generated, GeneratedAlways } from 'kysely'
import type { Cause } from '../ports.js'

export const schema = 'publisher'

/** JSON is written as text and read as what it says. */
type Json<T> = ColumnType<T, string, string>

export interface Tables {
  readonly contacts: ContactRow
  readonly creations: { account: string; contact_id: Id }
  readonly owners: { order_key: string; profile_id: string; revision: number }
  readonly homes: HomeRow
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
  readonly disputes: DisputeRow
  readonly link_visits: {
    marketplace: string
    taken_at: string
    visited_at: string | null
    places: Json<readonly VisitedPlace[]>
  }
  readonly comparisons: ComparisonRow
  readonly differences: DifferenceRow
  /** What people did; only ever added to. */
  readonly deeds: {
    id: GeneratedAlways<string>
    at: string
    who: string
    role: string
    action: string
    about: string
    before: Json<Readonly<Record<string, unknown>>>
    after: Json<Readonly<Record<string, unknown>>>
  }
  readonly comparison_seen: { comparison_id: string; what: string; key: string }
}

/** A bigint is read as text. */
type Id = ColumnType<string, number, number>
type MaybeId = ColumnType<string | null, number | null | undefined, number | null>

export interface ContactRow {
  account: string
  profile_id: string
  revision: number
  /** Without an address nobody can be reached under this profile. */
  email_sealed: string | null
  address_hash: string | null
  locale: string | null
  contact_id: MaybeId
  /** The address the contact has in Dotdigital; while it is another one, or there is none, nothing is written for it. */
  standing_hash: string | null
  is_ours: Generated<boolean>
  consent: Json<ConsentFact>
  /** By the hash of every other address: what was last heard of it, or null. */
  other_facts: Json<Readonly<Record<string, ConsentFact | null>>>
  grant_sealed: string | null
}

/**
 * A contact at which an order's record stands or may stand (`here`), or where it was deleted (`left`). Only an import that
 * was never answered can bring it back there: where a write elsewhere is refused it is `suspected`, and `absent` where it
 * then was not.
 */
interface HomeRow {
  order_key: string
  contact_id: Id
  state: 'here' | 'left' | 'suspected' | 'absent'
}

export interface OrderRow {
  record_key: string
  version: string
  account: string
  marketplace: string
  profile_id: string
  seller_id: string | null
  /** Null as long as nobody has saved it since there are tallies. */
  placed_at: string | null
  /** What it counts for in the rates of its seller. */
  tally: Json<Tally> | null
  sealed: string
  in_dispute_since: string | null
  dispute_ended_at: string | null
  read_at: string | null
  incidents: Json<readonly Incident[]>
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
  /** The contact that an unfinished import writes to. */
  target: MaybeId
  due_since: string
  /** How often it was tried again with another contact, since it last stood. */
  repairs: Generated<number>
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
  /** When it was last taken for sending; null of what was sent before that was kept. */
  sent_at: string | null
  enrolment_id: string | null
  /** Whom the enrolment named. */
  contact_id: MaybeId
  changed_at: string
}

/** A dispute that was open for too long once. */
interface DisputeRow {
  order_key: string
  since: string
  state: DisputeStanding
  revision: number
  told_revision: number
  changed_at: string
}

export interface ComparisonRow {
  id: string
  account: string
  marketplace: string
  from_at: string | null
  to_at: string | null
  state: ComparisonState['state']
  reason: string | null
  step: string
  cursor: string | null
  compared: Generated<number>
  found: Generated<number>
  started_at: string
  ended_at: string | null
  /** Whoever works on it, until then at most. */
  taker: string | null
  taken_until: string | null
  /** When it was first taken since it last came further. */
  tried_since: string | null
}

export interface DifferenceRow {
  comparison_id: string
  n: number
  what: Difference['what']
  key: string
  kind: Difference['kind']
  fields: Json<readonly string[]>
  detail: string | null
  is_repairable: boolean
  /** Where a record was found. */
  contact_id: MaybeId
  /** Null while nobody has asked to mend it. */
  mending: 'asked' | 'begun' | 'needless' | 'in-vain' | null
  taken_until: string | null
}
