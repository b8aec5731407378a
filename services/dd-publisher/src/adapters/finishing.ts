import type { Outcome } from '@concord/domain'
import { sql, type Transaction } from 'kysely'
import type { Rejection } from '../effects-port.js'
import type { EffectKind, EffectName } from '../ports.js'
import { suspectFormerHomes } from './postgres-removals.js'
import { repairContact } from './repairing.js'
import { settleHeld, settleStanding } from './settling.js'
import type { Tables } from './tables.js'

/** Writes down what became of an import: each item stands, is held, or is tried again where that may help. */
export const finish = async (
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
      state = case when wanted_revision > sent_revision then 'due' else 'done' end,
      repairs = 0
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
  { detail, isElsewhere = false, isContactGone = false }: Rejection,
  at: string,
): Promise<void> => {
  const outcome: Outcome = { state: 'waiting', reason: 'rejected-by-dotdigital', detail }
  const repair = isContactGone ? await repairContact(transaction, effect, at) : 'in-vain'
  if (repair === 'needless') return abandon(transaction, effect)
  const mayGoOn = repair === 'begun' || (isElsewhere && (await suspectFormerHomes(transaction, effect.ref)))
  if (await hold(transaction, effect, { outcome, mayGoOn })) await settleHeld(transaction, effect, outcome, at)
}

/** Nobody waits for it, and it would bring back whoever was deleted; what changes later is written then. */
const abandon = async (transaction: Transaction<Tables>, { account, kind, ref }: EffectName): Promise<void> => {
  await sql`update publisher.effects set import_id = null, outcome = null,
      state = case when wanted_revision > sent_revision then 'due' else 'done' end
    where account = ${account} and kind = ${kind} and ref = ${ref}`.execute(transaction)
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
