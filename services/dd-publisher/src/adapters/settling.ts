import type { Outcome } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { Cause, EffectName } from '../ports.js'
import { writeOutcome } from './outcomes.js'
import type { Tables } from './tables.js'

interface Settled {
  readonly cause: Cause
}

/** Settles every record whose effects now stand in Dotdigital in the version it asked for, or a newer one. */
export const settleStanding = async (db: Kysely<Tables>, account: string, at: string): Promise<void> => {
  const orders = await sql<Settled & { record_key: string; contact_id: string | null }>`
    update publisher.orders o set is_settled = true
    from publisher.effects c, publisher.effects e, publisher.contacts k
    where not o.is_settled and o.account = ${account}
      and c.account = o.account and c.kind = 'contact' and c.ref = o.profile_id and c.done_revision >= o.contact_revision
      and e.account = o.account and e.kind = 'order' and e.ref = o.record_key and e.done_revision >= o.order_revision
      and k.account = o.account and k.profile_id = o.profile_id
    returning o.record_key, o.cause, k.contact_id::text`.execute(db)
  const returns = await sql<Settled>`
    update publisher.returns r set is_settled = true
    where not r.is_settled and r.order_key = any(${orders.rows.map(({ record_key }) => record_key)}::text[])
    returning r.cause`.execute(db)
  const sellers = await sql<Settled>`
    update publisher.sellers s set is_settled = true
    from publisher.effects e
    where not s.is_settled and s.account = ${account}
      and e.account = s.account and e.kind = 'seller' and e.ref = s.record_key and e.done_revision >= s.revision
    returning s.cause`.execute(db)

  const published: Outcome = { state: 'delivered', reason: 'published' }
  const stored: Outcome = { state: 'delivered', reason: 'stored' }
  for (const { cause, contact_id: id } of orders.rows) {
    await writeOutcome(db, cause, id === null ? published : { ...published, contact: { account, id } }, at)
  }
  for (const { cause } of sellers.rows) await writeOutcome(db, cause, published, at)
  for (const { cause } of returns.rows) await writeOutcome(db, cause, stored, at)
  await sql`update publisher.triggers set look_at = ${at}
    where reason = 'record-held' and order_key = any(${orders.rows.map(({ record_key }) => record_key)}::text[])`.execute(
    db,
  )
}

/** Tells the records that need an effect which Dotdigital does not take. */
export const settleHeld = async (
  db: Kysely<Tables>,
  effect: EffectName,
  outcome: Outcome,
  at: string,
): Promise<void> => {
  const { account, kind, ref } = effect
  const table = kind === 'seller' ? sql`publisher.sellers` : sql`publisher.orders`
  const owns = kind === 'contact' ? sql`account = ${account} and profile_id = ${ref}` : sql`record_key = ${ref}`
  const isFinal = outcome.state !== 'waiting'
  const { rows } = await sql<Settled & { record_key: string }>`
    update ${table} set is_settled = ${isFinal} where not is_settled and ${owns} returning record_key, cause`.execute(
    db,
  )
  for (const { cause } of rows) await writeOutcome(db, cause, outcome, at)
  if (kind === 'seller') return
  await settleReturnsOf(
    db,
    rows.map((row) => row.record_key),
    outcome,
    at,
  )
  if (isFinal) return
  await sql`update publisher.triggers set state = 'waiting', reason = 'record-held', look_at = '9999',
      revision = revision + 1, changed_at = ${at}
    where state = 'due' and order_key = any(${rows.map((row) => row.record_key)}::text[])`.execute(db)
}

interface Unreachable {
  readonly account: string
  readonly profileId: string
  readonly order?: string | undefined
}

/** Tells orders of a profile without an address that they wait for one: they stand nowhere, or soon will. */
export const settleUnreachable = async (
  db: Kysely<Tables>,
  { account, profileId, order }: Unreachable,
  at: string,
): Promise<void> => {
  const outcome: Outcome = { state: 'waiting', reason: 'identity' }
  const { rows } = await sql<Settled & { record_key: string }>`
    update publisher.orders o set is_settled = false
    from publisher.contacts c
    where o.account = ${account} and o.profile_id = ${profileId}
      and c.account = o.account and c.profile_id = o.profile_id and c.address_hash is null
      and o.record_key = coalesce(${order ?? null}, o.record_key)
    returning o.record_key, o.cause`.execute(db)
  for (const { cause } of rows) await writeOutcome(db, cause, outcome, at)
  await settleReturnsOf(
    db,
    rows.map((row) => row.record_key),
    outcome,
    at,
  )
}

const settleReturnsOf = async (
  db: Kysely<Tables>,
  orders: readonly string[],
  outcome: Outcome,
  at: string,
): Promise<void> => {
  const { rows } = await sql<Settled>`
    update publisher.returns set is_settled = ${outcome.state !== 'waiting'}
    where not is_settled and order_key = any(${[...orders]}::text[]) returning cause`.execute(db)
  for (const { cause } of rows) await writeOutcome(db, cause, outcome, at)
}

/** A person who is no contact gets nothing of what is settled; what has been taken for a send is told by its outcome. */
export const withholdTriggers = async (
  db: Kysely<Tables>,
  account: string,
  profileId: string,
  at: string,
): Promise<void> => {
  await sql`update publisher.triggers t set state = 'withheld', reason = 'no-contact',
      revision = t.revision + 1, changed_at = ${at}
    from publisher.orders o
    where o.record_key = t.order_key and o.account = ${account} and o.profile_id = ${profileId}
      and o.is_settled and t.account = o.account and t.state in ('due', 'waiting')
      and t.intended_at is null and t.enrolment_id is null`.execute(db)
}
