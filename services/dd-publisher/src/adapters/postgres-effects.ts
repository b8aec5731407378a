import { randomUUID } from 'node:crypto'
import type { Outcome } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Batch, EffectKind, EffectName, Effects, Rejection } from '../ports.js'
import { settleHeld, settleStanding, withholdTriggers } from './settling.js'
import type { Tables } from './tables.js'

export const postgresEffects = (db: Kysely<Tables>, vault: Vault, now: () => Date): Effects => {
  const at = (): string => now().toISOString()
  return {
    ...contactFinding(db, vault, at),

    take: (account, kind, ripe) =>
      db.transaction().execute((transaction) => take(transaction, { account, kind, ...ripe, at: at() })),

    giveBack: (importId) => db.transaction().execute((transaction) => giveBack(transaction, importId)),

    async narrow(importId, refs) {
      await db
        .updateTable('effects')
        .set({ state: 'due', import_id: null })
        .where('import_id', '=', importId)
        .where('ref', 'not in', refs)
        .execute()
    },

    async started(importId, remoteId) {
      await db.updateTable('imports').set({ remote_id: remoteId }).where('id', '=', importId).execute()
    },

    async running(account) {
      const rows = await db
        .selectFrom('imports')
        .selectAll()
        .where('account', '=', account)
        .where('remote_id', 'is not', null)
        .orderBy('taken_at')
        .execute()
      return rows.map((row) => ({
        importId: row.id,
        account,
        kind: row.kind as EffectKind,
        remoteId: row.remote_id ?? '',
      }))
    },

    async refsIn(importId) {
      const rows = await db.selectFrom('effects').select('ref').where('import_id', '=', importId).execute()
      return rows.map(({ ref }) => ref)
    },

    finished: (importId, rejections) =>
      db.transaction().execute((transaction) => finish(transaction, importId, rejections, at())),

    async recover(before) {
      const rows = await db
        .selectFrom('imports')
        .select('id')
        .where('remote_id', 'is', null)
        .where('taken_at', '<', before)
        .execute()
      for (const { id } of rows) await db.transaction().execute((transaction) => giveBack(transaction, id))
    },

    async counts() {
      const { rows } = await sql<{ due: number; importing: number; held: number }>`
        select count(*) filter (where e.state = 'due' and not ${isWithoutContact})::int as due,
               count(*) filter (where e.state = 'importing')::int as importing,
               count(*) filter (where e.state = 'held')::int as held
        from publisher.effects e`.execute(db)
      return rows[0] ?? { due: 0, importing: 0, held: 0 }
    },
  }
}

/** An order of somebody who is no contact can only be written once they are. */
const isWithoutContact = sql`(e.kind = 'order' and exists (select from publisher.orders o
  join publisher.effects p on p.account = o.account and p.kind = 'contact' and p.ref = o.profile_id and p.state = 'held'
  join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id and c.contact_id is null
  where o.record_key = e.ref))`

type ContactFinding = Pick<Effects, 'contactsToFind' | 'intendContact' | 'postpone' | 'foundContact' | 'noContact'>

const contactFinding = (db: Kysely<Tables>, vault: Vault, at: () => string): ContactFinding => ({
  async contactsToFind(account, limit) {
    const rows = await db
      .selectFrom('effects')
      .innerJoin('contacts', (join) =>
        join.onRef('contacts.account', '=', 'effects.account').onRef('contacts.profile_id', '=', 'effects.ref'),
      )
      .select(['contacts.profile_id', 'contacts.email_sealed', 'contacts.consent', 'contacts.is_ours'])
      .where('effects.account', '=', account)
      .where('effects.kind', '=', 'contact')
      .where('effects.state', '=', 'due')
      .where('contacts.contact_id', 'is', null)
      .orderBy('effects.due_since')
      .limit(limit)
      .execute()
    return rows.map(({ profile_id, email_sealed, consent, is_ours }) => ({
      account,
      profileId: profile_id,
      email: vault.open(email_sealed),
      isExpected: consent.status !== 'unknown',
      isIntended: is_ours,
    }))
  },

  async intendContact({ account, profileId }) {
    await db
      .updateTable('contacts')
      .set({ is_ours: true })
      .where('account', '=', account)
      .where('profile_id', '=', profileId)
      .execute()
  },

  async postpone({ account, profileId }) {
    await db
      .updateTable('effects')
      .set({ due_since: at() })
      .where('account', '=', account)
      .where('kind', '=', 'contact')
      .where('ref', '=', profileId)
      .execute()
  },

  async foundContact({ account, profileId }, contactId, isOurs) {
    await db
      .updateTable('contacts')
      .set({ contact_id: contactId, is_ours: isOurs })
      .where('account', '=', account)
      .where('profile_id', '=', profileId)
      .execute()
  },

  noContact: ({ account, profileId }, outcome) =>
    db.transaction().execute(async (transaction) => {
      await hold(transaction, { account, kind: 'contact', ref: profileId }, outcome)
      await settleHeld(transaction, { account, kind: 'contact', ref: profileId }, outcome, at())
      await withholdTriggers(transaction, account, profileId, at())
    }),
})

interface Taking {
  readonly account: string
  readonly kind: EffectKind
  readonly maxItems: number
  readonly realtimeBefore: string
  readonly bulkBefore: string
  readonly at: string
}

/** A batch leaves when it is full, or when its oldest item has waited long enough for its lane. */
const take = async (transaction: Transaction<Tables>, taking: Taking): Promise<Batch | undefined> => {
  const { account, kind, maxItems, realtimeBefore, bulkBefore, at } = taking
  const due = await sql<{ ref: string; lane: string; due_since: string }>`
    select e.ref, e.lane, e.due_since from publisher.effects e
    where e.account = ${account} and e.kind = ${kind} and e.state = 'due' and ${mayBeWritten(kind)}
    order by e.due_since limit ${maxItems} for update of e skip locked`.execute(transaction)
  const isRipe = due.rows.some(
    ({ lane, due_since }) => due_since <= (lane === 'realtime' ? realtimeBefore : bulkBefore),
  )
  if (due.rows.length === 0 || (due.rows.length < maxItems && !isRipe)) return undefined

  const importId = randomUUID()
  const refs = due.rows.map(({ ref }) => ref)
  await transaction
    .insertInto('imports')
    .values({ id: importId, account, kind, remote_id: null, taken_at: at })
    .execute()
  await transaction
    .updateTable('effects')
    .set({ state: 'importing', import_id: importId, sent_revision: sql<number>`wanted_revision` })
    .where('account', '=', account)
    .where('kind', '=', kind)
    .where('ref', 'in', refs)
    .execute()
  return { importId, account, kind, refs }
}

/** Contact before order: nothing is written about somebody whose contact id is not known yet. */
const mayBeWritten = (kind: EffectKind) => {
  if (kind === 'seller') return sql`true`
  if (kind === 'contact') {
    return sql`exists (select from publisher.contacts c
      where c.account = e.account and c.profile_id = e.ref and c.contact_id is not null)`
  }
  return sql`exists (select from publisher.orders o
    join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
    where o.record_key = e.ref and c.contact_id is not null)`
}

const giveBack = async (transaction: Transaction<Tables>, importId: string): Promise<void> => {
  await transaction
    .updateTable('effects')
    .set({ state: 'due', import_id: null })
    .where('import_id', '=', importId)
    .execute()
  await transaction.deleteFrom('imports').where('id', '=', importId).execute()
}

const finish = async (
  transaction: Transaction<Tables>,
  importId: string,
  rejections: readonly Rejection[],
  at: string,
): Promise<void> => {
  const refused = new Map(rejections.map(({ ref, detail }) => [ref, detail]))
  // One at a time: two that end together would each miss what the other has done, and leave a record unsettled.
  await sql`select pg_advisory_xact_lock(hashtextextended('finish', 3))`.execute(transaction)
  const effects = await transaction.selectFrom('effects').selectAll().where('import_id', '=', importId).execute()
  await sql`update publisher.effects set
      import_id = null,
      done_revision = sent_revision,
      state = case when wanted_revision > sent_revision then 'due' else 'done' end
    where import_id = ${importId} and not (ref = any(${[...refused.keys()]}::text[]))`.execute(transaction)
  for (const { account, kind, ref } of effects) {
    const detail = refused.get(ref)
    if (detail === undefined) continue
    const effect = { account, kind: kind as EffectKind, ref }
    const outcome: Outcome = { state: 'waiting', reason: 'rejected-by-dotdigital', detail }
    if (await hold(transaction, effect, outcome)) await settleHeld(transaction, effect, outcome, at)
  }
  await transaction.deleteFrom('imports').where('id', '=', importId).execute()
  await settleStanding(transaction, effects[0]?.account ?? '', at)
}

/** Sets an effect aside, unless what it is to write has changed while the import ran; answers whether it did. */
const hold = async (transaction: Transaction<Tables>, effect: EffectName, outcome: Outcome): Promise<boolean> => {
  const { account, kind, ref } = effect
  const row = await transaction
    .updateTable('effects')
    .set({
      state: sql<string>`case when sent_revision > 0 and wanted_revision > sent_revision then 'due' else 'held' end`,
      import_id: null,
      outcome: JSON.stringify(outcome),
    })
    .where('account', '=', account)
    .where('kind', '=', kind)
    .where('ref', '=', ref)
    .returning('state')
    .executeTakeFirst()
  return row?.state === 'held'
}
