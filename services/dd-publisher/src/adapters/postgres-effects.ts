import type { Outcome } from '@concord/domain'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Effects, Item, Rejection } from '../effects-port.js'
import type { EffectKind, EffectName } from '../ports.js'
import { removalPart, suspectFormerHomes } from './postgres-removals.js'
import { countEffects } from './counting.js'
import { giveBack } from './giving-back.js'
import { settleHeld, settleStanding } from './settling.js'
import type { Tables } from './tables.js'
import { take } from './taking.js'

export const postgresEffects = (db: Kysely<Tables>, now: () => Date): Effects => {
  const at = (): string => now().toISOString()
  return {
    ...removalPart(db, at),

    take: (account, kind, ripe) =>
      db.transaction().execute((transaction) => take(transaction, { account, kind, ...ripe, at: at() })),

    async giveBack(importId) {
      await db.transaction().execute((transaction) => giveBack(transaction, importId))
    },

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

    itemsIn: (importId) => itemsIn(db, importId),

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

    counts: () => countEffects(db),
  }
}

const itemsIn = async (db: Kysely<Tables>, importId: string): Promise<readonly Item[]> => {
  const rows = await db.selectFrom('effects').select(['ref', 'target']).where('import_id', '=', importId).execute()
  return rows.map(({ ref, target }) => ({ ref, contactId: target === null ? undefined : Number(target) }))
}

const finish = async (
  transaction: Transaction<Tables>,
  importId: string,
  rejections: readonly Rejection[],
  at: string,
): Promise<void> => {
  const refused = new Map(rejections.map((rejection) => [rejection.ref, rejection]))
  // One at a time: two that end together would each miss what the other has done, and leave a record unsettled.
  await sql`select pg_advisory_xact_lock(hashtextextended('finish', 3))`.execute(transaction)
  const effects = await transaction.selectFrom('effects').selectAll().where('import_id', '=', importId).execute()
  await sql`update publisher.effects set
      import_id = null,
      done_revision = sent_revision,
      state = case when wanted_revision > sent_revision then 'due' else 'done' end
    where import_id = ${importId} and not (ref = any(${[...refused.keys()]}::text[]))`.execute(transaction)
  for (const { account, kind, ref } of effects) {
    const rejection = refused.get(ref)
    if (rejection === undefined) continue
    await refuse(transaction, { account, kind: kind as EffectKind, ref }, rejection, at)
  }
  await transaction.deleteFrom('imports').where('id', '=', importId).execute()
  await settleStanding(transaction, effects[0]?.account ?? '', at)
}

const refuse = async (
  transaction: Transaction<Tables>,
  effect: EffectName,
  { detail, isElsewhere = false }: Rejection,
  at: string,
): Promise<void> => {
  const mayGoOn = isElsewhere && (await suspectFormerHomes(transaction, effect.ref))
  const outcome: Outcome = { state: 'waiting', reason: 'rejected-by-dotdigital', detail }
  if (await hold(transaction, effect, { outcome, mayGoOn })) await settleHeld(transaction, effect, outcome, at)
}

/** Sets an effect aside, unless there is something else to write by now, or to try; answers whether it did. */
const hold = async (
  transaction: Transaction<Tables>,
  { account, kind, ref }: EffectName,
  { outcome, mayGoOn }: { readonly outcome: Outcome; readonly mayGoOn: boolean },
): Promise<boolean> => {
  const row = await transaction
    .updateTable('effects')
    .set({
      state: sql<string>`case when ${mayGoOn} or wanted_revision > sent_revision then 'due' else 'held' end`,
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
