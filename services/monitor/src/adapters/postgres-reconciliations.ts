import type { Difference } from '@concord/contracts'
import type { Person } from '@concord/runtime'
import { type Kysely, sql, type Transaction } from 'kysely'
import { nightly, type Part, partsOfRun, type Reconciliations, type Run, scopeOf } from '../reconciliation.js'
import { acceptDifferences } from './accepting.js'
import { acceptanceOf, differencesOf, markDifferences } from './difference-standings.js'
import { pageOf } from './postgres-exceptions.js'
import { reconciliationFigures } from './reconciliation-figures.js'
import { toPart, toRun } from './reconciliation-rows.js'
import { runInDetail } from './reconciliation-runs.js'
import type { Tables } from './tables.js'
import { writeDown } from './written-down.js'

/** Keeps runs, what they found, and what people had mended. */
export const postgresReconciliations = (db: Kysely<Tables>): Reconciliations => ({
  create: (request) =>
    db.transaction().execute(async (transaction) => {
      const { id, by, at, from = null, to = null, marketplaces } = request
      const { numInsertedOrUpdatedRows } = await transaction
        .insertInto('reconciliations')
        .values({
          ...{ id, requested_at: at, by_whom: by.name, from_at: from, to_at: to, scope: scopeOf(request) },
          ...{ marketplaces: JSON.stringify(marketplaces), ended_at: null },
        })
        .onConflict((conflict) => conflict.doNothing())
        .executeTakeFirst()
      if (numInsertedOrUpdatedRows !== 1n) return
      await transaction.insertInto('reconciliation_parts').values(partsOfRun(request).map(rowOf)).execute()
      await writeDown(transaction, { by, at, about: id, action: 'reconcile', after: { from, to, marketplaces } })
    }),

  async list({ after: [requestedAt, id] = [], limit }) {
    let query = db.selectFrom('reconciliations').selectAll().orderBy('requested_at', 'desc').orderBy('id', 'desc')
    if (requestedAt !== undefined) query = query.where(sql<boolean>`(requested_at, id) < (${requestedAt}, ${id ?? ''})`)
    const rows = await query.limit(limit + 1).execute()
    return pageOf(rows.map(toRun), limit, (last) => [last.requestedAt, last.id])
  },

  find: (id) => runInDetail(db, id),

  async lastComplete(marketplaces) {
    const row = await db
      .selectFrom('reconciliations')
      .select('requested_at')
      .where('state', '=', 'done')
      .where('to_at', 'is', null)
      .where((or) => or.or([or('by_whom', '=', nightly), or('from_at', 'is', null)]))
      .where(sql<boolean>`marketplaces @> ${JSON.stringify(marketplaces)}::jsonb`)
      .orderBy('requested_at', 'desc')
      .limit(1)
      .executeTakeFirst()
    return row?.requested_at
  },

  async claim() {
    const { rows } = await sql<{ run: string; edge: string; marketplace: string }>`
      update monitor.reconciliation_parts p set due_at = clock_timestamp() + interval '2 minutes'
      from (select run, edge, marketplace from monitor.reconciliation_parts
        where state in ('waiting', 'running') and due_at <= clock_timestamp()
        order by due_at limit 1 for update skip locked) as due
      where p.run = due.run and p.edge = due.edge and p.marketplace = due.marketplace
      returning p.run, p.edge, p.marketplace`.execute(db)
    const [claimed] = rows
    if (claimed === undefined) return undefined
    const { run: id, edge, marketplace } = claimed
    const found = await db
      .selectFrom('reconciliation_parts as part')
      .innerJoin('reconciliations as run', 'run.id', 'part.run')
      .selectAll('part')
      .select(['run.from_at', 'run.to_at'])
      .where('part.run', '=', id)
      .where('part.edge', '=', edge)
      .where('part.marketplace', '=', marketplace)
      .executeTakeFirst()
    return found && { part: toPart(found), run: { from: found.from_at, to: found.to_at } }
  },

  keep: (part, differences) =>
    db.transaction().execute(async (transaction) => {
      if (differences.length === 0 || !(await isOpen(transaction, part))) return
      const { run, edge, marketplace } = part
      await transaction
        .insertInto('differences')
        .values(differences.map((one) => ({ run, edge, marketplace, ...rowOfDifference(one) })))
        .onConflict((conflict) => conflict.columns(['run', 'edge', 'marketplace', 'n']).doNothing())
        .execute()
    }),

  save: (part, restMs) =>
    db.transaction().execute(async (transaction) => {
      if (!(await isOpen(transaction, part))) return
      const { run, edge, marketplace, ...changed } = rowOf(part)
      await transaction
        .updateTable('reconciliation_parts')
        .set({ ...changed, due_at: sql<Date>`clock_timestamp() + ${restMs} * interval '1 millisecond'` })
        .where('run', '=', run)
        .where('edge', '=', edge)
        .where('marketplace', '=', marketplace)
        .execute()
      if (part.endedAt !== null) await endWithLast(transaction, run, part.endedAt)
    }),

  differences: (run, filter, paging) => differencesOf(db, { run, filter }, paging),

  intend: (run, { by, at, asked }) =>
    db.transaction().execute(async (transaction) => {
      const { id } = await transaction
        .insertInto('repairs')
        .values({ run, at, who: by.name, role: by.role, repairs: null, refused: null })
        .returning('id')
        .executeTakeFirstOrThrow()
      await writeDown(transaction, { by, at, about: run, action: 'repair', after: { repair: id, ...asked } })
      return id
    }),

  mended: (id, { at, repairs, refused }) =>
    db.transaction().execute(async (transaction) => {
      const { run, who, role } = await transaction
        .updateTable('repairs')
        .set({ repairs, refused })
        .where('id', '=', id)
        .returning(['run', 'who', 'role'])
        .executeTakeFirstOrThrow()
      const by = { name: who, role } as Person
      const after = { repair: id, repairs, refused }
      await writeDown(transaction, { by, at, about: run, action: 'repaired', before: { repair: id }, after })
    }),

  mark: (marks) => markDifferences(db, marks),
  accept: (run, accepting) => db.transaction().execute((transaction) => acceptDifferences(transaction, run, accepting)),

  figures: (period) => reconciliationFigures(db, period),

  async forget({ differences, runs }) {
    const old = db.selectFrom('reconciliations').select('id').where('ended_at', '<', differences)
    // The counts of a run stay, and so does what tells how many of them are accepted.
    await sql`delete from monitor.differences d using (${old}) as old
      where d.run = old.id and not exists (select from ${acceptanceOf('d')})`.execute(db)
    await db.deleteFrom('reconciliations').where('ended_at', '<', runs).execute()
  },
})

/**
 * Whether a part has not ended: whoever was slow may find that somebody else has ended it. Until the transaction is over nobody
 * ends any part of its run, so that the last one sees all the others ended.
 */
const isOpen = async (transaction: Transaction<Tables>, { run, edge, marketplace }: Part): Promise<boolean> => {
  await transaction.selectFrom('reconciliations').select('id').where('id', '=', run).forUpdate().execute()
  const row = await transaction
    .selectFrom('reconciliation_parts')
    .select('run')
    .where('run', '=', run)
    .where('edge', '=', edge)
    .where('marketplace', '=', marketplace)
    .where('state', 'in', ['waiting', 'running'])
    .executeTakeFirst()
  return row !== undefined
}

const endWithLast = async (transaction: Transaction<Tables>, run: string, endedAt: Run['endedAt']): Promise<void> => {
  await sql`update monitor.reconciliations set ended_at = ${endedAt}, state = case when exists (
      select from monitor.reconciliation_parts where run = ${run} and state = 'failed') then 'failed' else 'done' end
    where id = ${run} and ended_at is null and not exists (
      select from monitor.reconciliation_parts where run = ${run} and state in ('waiting', 'running'))`.execute(
    transaction,
  )
}

const rowOf = (part: Part) => ({
  ...{ run: part.run, edge: part.edge, marketplace: part.marketplace, comparison: part.comparison },
  ...{ state: part.state, why: part.why, is_begun: part.isBegun, compared: part.compared, found: part.found },
  by_kind: JSON.stringify(part.byKind),
  ...{ answered_at: part.answeredAt, ended_at: part.endedAt },
})

const rowOfDifference = ({ n, what, key, kind, fields, detail, isRepairable }: Difference) => ({
  ...{
    n,
    what,
    key,
    kind,
    detail: detail ?? null,
    fields: JSON.stringify(fields.toSorted()),
    is_repairable: isRepairable,
  },
})
