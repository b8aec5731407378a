import type { TriggerOutcome } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Decided, ReadyTrigger, Triggers } from '../ports.js'
import { factsDigest, isReached } from './reach.js'
import { readyTriggers } from './ready-triggers.js'
import type { Tables, TriggerRow } from './tables.js'

export const postgresTriggers = (db: Kysely<Tables>, vault: Vault, now: () => Date): Triggers => ({
  ready: (account, names, at) => readyTriggers(db, vault, { account, names, ...at }),

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
      const entered = { enrolment_id: enrolmentId, contact_id: trigger.contactId, intended_at: null }
      await change(db, keyOf(trigger), { ...entered, proof: JSON.stringify(proof.get(trigger) ?? []) })
    }
  },

  async enrolments(account) {
    const { rows } = await sql<{ enrolment_id: string }>`select distinct enrolment_id from publisher.triggers
      where account = ${account} and enrolment_id is not null and state in ('due', 'waiting') order by 1`.execute(db)
    return rows.map(({ enrolment_id }) => enrolment_id)
  },

  async enrolmentFinished(enrolmentId, faults) {
    const rows = await db
      .selectFrom('triggers')
      .selectAll()
      .where('enrolment_id', '=', enrolmentId)
      .where('state', 'in', ['due', 'waiting'])
      .execute()
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
      where state = 'due' or (state = 'waiting' and reason in ('consent-unread', 'quota', 'circuit-open'))`.execute(db)
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

type Change = Readonly<{
  intended_at: null
  look_at?: string
  enrolment_id?: string
  contact_id?: number
  proof?: string
}>

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
    .set({ intended_at: at, sent_at: at })
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

/**
 * What the gate saw still stands: neither the order nor one of its returns has changed since, nor who owns it, nor where
 * they can be reached, nor what is known of any of their addresses.
 */
const isAsLookedAt = ({ stored, orderRevision, addressHash, contactId, factsDigest: digest }: ReadyTrigger) =>
  sql<boolean>`exists (select from publisher.orders o
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    where o.record_key = ${stored.key} and o.version = ${stored.version} and o.order_revision = ${orderRevision}
      and o.is_settled and ${isReached} and c.address_hash = ${addressHash} and c.contact_id = ${contactId}
      and ${factsDigest} = ${digest})`

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
