import { sql, type Transaction } from 'kysely'
import type { Accepting } from '../differences.js'
import { countStates, standingsIn } from './difference-standings.js'
import type { Tables } from './tables.js'
import { writeDown } from './written-down.js'

/** Lets differences stand, in this run and in later ones; the run changes with it. */
export const acceptDifferences = async (
  transaction: Transaction<Tables>,
  run: string,
  { filter, by, at, reason, isDryRun }: Accepting,
): Promise<number> => {
  const left = { ...filter, isLeft: true as const }
  const before = await countStates(transaction, run, left)
  const accepted = Object.values(before).reduce((sum, count) => sum + count, 0)
  if (isDryRun || accepted === 0) return accepted
  await sql`insert into monitor.acceptances (edge, marketplace, what, key, kind, fields, at, who, role, reason)
    select edge, marketplace, what, key, kind, fields, ${at}, ${by.name}, ${by.role}, ${reason}
    from ${standingsIn(run, left)} on conflict do nothing`.execute(transaction)
  await transaction
    .updateTable('reconciliations')
    .set({ state: sql`state` })
    .where('id', '=', run)
    .execute()
  const { ids = 'all', ...rest } = filter
  const after = { accepted, differences: ids, ...rest, reason }
  await writeDown(transaction, { by, at, about: run, action: 'accept', before, after })
  return accepted
}
