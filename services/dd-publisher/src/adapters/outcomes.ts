import type { Outcome } from '@concord/domain'
import type { Kysely } from 'kysely'
import type { Cause } from '../ports.js'
import type { Tables } from './tables.js'

/** Writes down where a record version stands, flagged to be told; what stands there already is told again. */
export const writeOutcome = async (db: Kysely<Tables>, cause: Cause, outcome: Outcome, at: string): Promise<void> => {
  const row = { cause: JSON.stringify(cause), outcome: JSON.stringify(outcome), is_told: false, changed_at: at }
  await db
    .insertInto('outcomes')
    .values({ record_key: cause.recordkey, record_version: cause.recordversion, ...row })
    .onConflict((conflict) => conflict.columns(['record_key', 'record_version']).doUpdateSet(row))
    .execute()
}
