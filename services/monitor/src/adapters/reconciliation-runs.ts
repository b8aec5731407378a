import type { DifferenceKind } from '@concord/contracts'
import { type Kysely, sql } from 'kysely'
import type { ByKind, RunInDetail, TrendPoint } from '../reconciliation.js'
import { countStandings } from './difference-standings.js'
import { toPart, toRepair, toRun } from './reconciliation-rows.js'
import type { Tables } from './tables.js'

const runsInTrend = 10

/** A run with its parts, what people had mended, and the runs before it. */
export const runInDetail = async (db: Kysely<Tables>, id: string): Promise<RunInDetail | undefined> => {
  const row = await db.selectFrom('reconciliations').selectAll().where('id', '=', id).executeTakeFirst()
  if (row === undefined) return undefined
  const parts = await db
    .selectFrom('reconciliation_parts')
    .selectAll()
    .where('run', '=', id)
    .orderBy('marketplace')
    .orderBy('edge', 'desc')
    .execute()
  const repairs = await db.selectFrom('repairs').selectAll().where('run', '=', id).orderBy('id').execute()
  const trend = await trendOf(db, row.scope, row.requested_at)
  const standings = await countStandings(db, id)
  return { run: toRun(row), parts: parts.map(toPart), trend, repairs: repairs.map(toRepair), standings }
}

const trendOf = async (db: Kysely<Tables>, scope: string, upTo: string): Promise<readonly TrendPoint[]> => {
  const { rows } = await sql<{ run: string; requestedAt: string; byKinds: ByKind[] }>`
    select r.id as run, r.requested_at as "requestedAt", json_agg(p.by_kind) as "byKinds"
    from (select id, requested_at from monitor.reconciliations
      where scope = ${scope} and requested_at <= ${upTo} and state = 'done'
      order by requested_at desc limit ${runsInTrend}) as r
    join monitor.reconciliation_parts p on p.run = r.id
    group by r.id, r.requested_at order by r.requested_at`.execute(db)
  return rows.map(({ byKinds, ...point }) => ({ ...point, byKind: sumOf(byKinds) }))
}

const sumOf = (all: readonly ByKind[]): ByKind => {
  const sum: Partial<Record<DifferenceKind, number>> = {}
  for (const [kind, count] of all.flatMap((one) => Object.entries(one) as [DifferenceKind, number][])) {
    sum[kind] = (sum[kind] ?? 0) + count
  }
  return sum
}
