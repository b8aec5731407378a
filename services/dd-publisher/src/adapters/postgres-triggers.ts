import type { TriggerOutcome } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import type { Decided, ReadyTrigger, Triggers } from '../ports.js'
import { returnsBy } from './postgres-writings.js'
import { orderOf } from './rows.js'
import type { ContactRow, OrderRow, Tables, TriggerRow } from './tables.js'

type ReadyRow = Selectable<TriggerRow> &
  Selectable<OrderRow> &
  Pick<Selectable<ContactRow>, 'email_sealed' | 'address_hash' | 'contact_id' | 'is_ours' | 'locale'> & {
    readonly fact: ReadyTrigger['consent']
    readonly seller_state: string | null
  }

export const postgresTriggers = (db: Kysely<Tables>, vault: Vault, now: () => Date): Triggers => ({
  async ready(account, names, { limit, now: instant }) {
    if (names.length === 0) return []
    const { rows } = await sql<ReadyRow>`
      select t.trigger, t.subject, t.occurred_at, o.*, c.email_sealed, c.address_hash, c.contact_id, c.is_ours, c.locale,
        c.consent as fact, (select s.snapshot ->> 'state' from publisher.sellers s
          where s.record_key = o.marketplace || ':seller:' || o.seller_id) as seller_state
      from publisher.triggers t
      join publisher.orders o on o.record_key = t.order_key
      join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
      where t.account = ${account} and t.trigger = any(${[...names]}::text[]) and t.state in ('due', 'waiting') and t.look_at <= ${instant}
        and t.intended_at is null and t.enrolment_id is null and o.is_settled and c.contact_id is not null
      order by t.look_at, t.subject limit ${limit}`.execute(db)
    const returns = await returnsBy(
      db,
      rows.map(({ record_key }) => record_key),
    )
    return rows.map((row) => ({
      account,
      occurrence: { trigger: row.trigger, subject: row.subject, at: row.occurred_at },
      stored: orderOf(row, vault),
      orderRevision: row.order_revision,
      returns: returns.get(row.record_key) ?? [],
      sellerState: row.seller_state ?? undefined,
      email: vault.open(row.email_sealed),
      addressHash: row.address_hash,
      contactId: Number(row.contact_id),
      isOurs: row.is_ours,
      consent: row.fact,
      locale: row.locale ?? undefined,
    }))
  },

  async intend(triggers, at) {
    const taken: ReadyTrigger[] = []
    for (const trigger of triggers) if (await intendOne(db, trigger, at)) taken.push(trigger)
    return taken
  },

  async putBack(triggers, lookAt) {
    for (const trigger of triggers) await change(db, keyOf(trigger), { intended_at: null, look_at: lookAt })
  },

  async decide(decided) {
    for (const one of decided) {
      await decideOne(db, one, { at: now().toISOString(), mine: sql`intended_at is null and enrolment_id is null` })
    }
  },

  async conclude(decided) {
    for (const one of decided) {
      await decideOne(db, one, { at: now().toISOString(), mine: sql`intended_at is not null` })
    }
  },

  async enrolled(triggers, enrolmentId, proof) {
    for (const trigger of triggers) {
      const entered = { enrolment_id: enrolmentId, intended_at: null }
      await change(db, keyOf(trigger), { ...entered, proof: JSON.stringify(proof.get(trigger) ?? []) })
    }
  },

  async enrolments(account) {
    const { rows } = await sql<{ enrolment_id: string }>`select distinct enrolment_id from publisher.triggers
      where account = ${account} and enrolment_id is not null and state in ('due', 'waiting') order by 1`.execute(db)
    return rows.map(({ enrolment_id }) => enrolment_id)
  },

  async enrolmentFinished(enrolmentId, faults) {
    const { rows } = await sql<Selectable<TriggerRow> & { contact_id: string | number }>`
      select t.*, c.contact_id from publisher.triggers t
      join publisher.orders o on o.record_key = t.order_key
      join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
      where t.enrolment_id = ${enrolmentId} and t.state in ('due', 'waiting')`.execute(db)
    for (const row of rows) {
      const outcome = enrolmentOutcome(faults.get(Number(row.contact_id)))
      await setOutcome(db, row, outcome, { at: now().toISOString(), mine: sql`enrolment_id = ${enrolmentId}` })
    }
  },

  async enrolmentLost(enrolmentId) {
    await sql`update publisher.triggers set state = 'unknown', reason = 'answer-lost',
        revision = revision + 1, changed_at = ${now().toISOString()}
      where enrolment_id = ${enrolmentId} and state in ('due', 'waiting')`.execute(db)
  },

  async loseAnswers(before) {
    await sql`update publisher.triggers set state = 'unknown', reason = 'answer-lost', intended_at = null,
        revision = revision + 1, changed_at = ${now().toISOString()}
      where intended_at < ${before} and state in ('due', 'waiting')`.execute(db)
  },

  async count() {
    const { rows } = await sql<{ count: number }>`
      select count(*)::int as count from publisher.triggers
      where state = 'due' or (state = 'waiting' and reason = 'consent-unread')`.execute(db)
    return rows[0]?.count ?? 0
  },
})

const enrolmentOutcome = (fault: string | undefined): TriggerOutcome => {
  if (fault === undefined) return { state: 'sent', reason: 'sent' }
  if (fault === 'already-in-program') return { state: 'withheld', reason: 'already-in-program' }
  if (fault === 'unsubscribed') return { state: 'withheld', reason: 'unsubscribed' }
  return { state: 'withheld', reason: 'refused-by-dotdigital', detail: fault }
}

type Key = Pick<TriggerRow, 'account' | 'trigger' | 'subject'>
const keyOf = ({ account, occurrence }: ReadyTrigger): Key => ({ account, ...occurrence })

type Change = Readonly<{ intended_at: null; look_at?: string; enrolment_id?: string; proof?: string }>

const change = async (db: Kysely<Tables>, { account, trigger, subject }: Key, values: Change): Promise<void> => {
  await db
    .updateTable('triggers')
    .set(values)
    .where('account', '=', account)
    .where('trigger', '=', trigger)
    .where('subject', '=', subject)
    .execute()
}

/** Takes a trigger for sending, unless another replica has. */
const intendOne = async (db: Kysely<Tables>, ready: ReadyTrigger, at: string): Promise<boolean> => {
  const { account, trigger, subject } = keyOf(ready)
  const { numUpdatedRows } = await db
    .updateTable('triggers')
    .set({ intended_at: at })
    .where('account', '=', account)
    .where('trigger', '=', trigger)
    .where('subject', '=', subject)
    .where('intended_at', 'is', null)
    .where('enrolment_id', 'is', null)
    .where('state', 'in', ['due', 'waiting'])
    .where(isAsLookedAt(ready))
    .executeTakeFirst()
  return numUpdatedRows > 0n
}

/** What the gate saw still stands: neither the order nor one of its returns has changed since. */
const isAsLookedAt = ({ stored, orderRevision }: ReadyTrigger) =>
  sql<boolean>`exists (select from publisher.orders o where o.record_key = ${stored.key}
    and o.version = ${stored.version} and o.order_revision = ${orderRevision} and o.is_settled)`

const decideOne = (
  db: Kysely<Tables>,
  { trigger, outcome, proof, lookAt }: Decided,
  when: { readonly at: string; readonly mine: RawBuilder<unknown> },
): Promise<void> =>
  setOutcome(db, keyOf(trigger), outcome, { ...when, proof: JSON.stringify(proof), ...(lookAt && { look_at: lookAt }) })

/** A trigger that stays where it is gets no new revision: nothing is to be told. */
const setOutcome = async (
  db: Kysely<Tables>,
  { account, trigger, subject }: Key,
  { state, reason, detail }: TriggerOutcome,
  { at, mine, ...change }: Readonly<{ at: string; mine: RawBuilder<unknown>; proof?: string; look_at?: string }>,
): Promise<void> => {
  const hasMoved = sql`(state, reason, coalesce(detail, '')) is distinct from (${state}::text, ${reason}::text, ${detail ?? ''}::text)`
  await db
    .updateTable('triggers')
    .set({
      ...change,
      revision: sql<number>`case when ${hasMoved} then revision + 1 else revision end`,
      changed_at: sql<string>`case when ${hasMoved} then ${at}::text else changed_at end`,
      state,
      reason,
      detail: detail ?? null,
      intended_at: null,
    })
    .where('account', '=', account)
    .where('trigger', '=', trigger)
    .where('subject', '=', subject)
    .where('state', 'in', ['due', 'waiting'])
    .where(sql<boolean>`${mine}`)
    .execute()
}
