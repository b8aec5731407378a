import type { Outcome } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import type { Cause } from '../ports.js'
import type { Tables } from './tables.js'

/** Where a record stands, and at which contact where it was published. */
export type Told = Outcome & { readonly contact?: { readonly account: string; readonly id: string } }

/** Writes down where a record version stands, flagged to be told; what stands there already is told again. */
export const writeOutcome = async (db: Kysely<Tables>, cause: Cause, outcome: Told, at: string): Promise<void> => {
  const row = { cause: JSON.stringify(cause), outcome: JSON.stringify(outcome), is_told: false, changed_at: at }
  await db
    .insertInto('outcomes')
    .values({ record_key: cause.recordkey, record_version: cause.recordversion, ...row })
    .onConflict((conflict) => conflict.columns(['record_key', 'record_version']).doUpdateSet(row))
    .execute()
}

/** Flags what stands there to be told once more, unless it is a wait; answers whether something did. */
export const tellOutcomeAgain = async (db: Kysely<Tables>, cause: Cause, at: string): Promise<boolean> => {
  const { numUpdatedRows } = await db
    .updateTable('outcomes')
    .set({ cause: JSON.stringify(cause), is_told: false, changed_at: at })
    .where('record_key', '=', cause.recordkey)
    .where('record_version', '=', cause.recordversion)
    .where(sql<string>`outcome ->> 'state'`, '<>', 'waiting')
    .executeTakeFirst()
  return numUpdatedRows > 0n
}
