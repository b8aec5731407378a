import { randomUUID } from 'node:crypto'
import type { Vault } from '@concord/storage'
import { type Kysely, type Selectable, sql } from 'kysely'
import {
  criteriaShown,
  noProgress,
  type Replay,
  type ReplayCounts,
  type ReplayCriteria,
  type Replays,
} from '../replay.js'
import { writeDown } from './postgres-deeds.js'
import { daysHeld, keptDay } from './postgres-journal-days.js'
import { carryOutBatch } from './postgres-replays-batch.js'
import { isSuperseded, matching } from './postgres-replays-criteria.js'
import type { Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

export const postgresReplays = ({ db, vault, now }: Needs): Replays => ({
  count: (criteria) => count(db, criteria, now().toISOString()),

  async request(criteria, { id = randomUUID(), by } = {}) {
    const requested_at = now().toISOString()
    const counts = await count(db, criteria, requested_at)
    const row = { id, criteria, counts, progress: noProgress, requested_at, finished_at: null }
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('replays')
        .values({ ...row, ...jsonOf({ criteria, counts, progress: noProgress }), cursor_key: '', cursor_version: '' })
        .onConflict((conflict) => conflict.doNothing())
        .execute()
      if (by === undefined) return
      const shown = { before: { ...counts }, after: { criteria: criteriaShown(criteria) } }
      await writeDown(transaction, { by, at: requested_at, action: 'replay', about: id, ...shown })
    })
    return replayOf({ ...row, cursor_key: '', cursor_version: '' })
  },

  async carryOn(dueAt) {
    const row = await unfinished(db).selectAll().orderBy('requested_at').orderBy('id').limit(1).executeTakeFirst()
    if (row === undefined) return false
    const { cursor_key: key, cursor_version: version } = row
    await carryOutBatch({ db, vault, now, dueAt }, { replay: replayOf(row), cursor: { key, version } })
    return true
  },

  async find(id) {
    const row = await db.selectFrom('replays').selectAll().where('id', '=', id).executeTakeFirst()
    return row && replayOf(row)
  },

  async list() {
    const rows = await db.selectFrom('replays').selectAll().orderBy('requested_at', 'desc').limit(100).execute()
    return rows.map(replayOf)
  },

  async unfinished() {
    const { count: left } = await unfinished(db)
      .select((of) => of.fn.countAll<string>().as('count'))
      .executeTakeFirstOrThrow()
    return Number(left)
  },
})

const unfinished = (db: Kysely<Tables>) => db.selectFrom('replays').where('finished_at', 'is', null)

const jsonOf = <Name extends string>(values: Record<Name, unknown>): Record<Name, string> =>
  Object.fromEntries(Object.entries(values).map(([name, value]) => [name, JSON.stringify(value)])) as Record<
    Name,
    string
  >

const replayOf = (row: Selectable<Tables['replays']>): Replay => ({
  id: row.id,
  criteria: row.criteria as ReplayCriteria,
  counts: row.counts as ReplayCounts,
  progress: row.progress as Replay['progress'],
  requestedAt: row.requested_at,
  finishedAt: row.finished_at ?? undefined,
})

type Line = ReplayCounts['shares'][number] & { readonly is_superseded: boolean; readonly is_expired: boolean }

const count = async (db: Kysely<Tables>, criteria: ReplayCriteria, before: string): Promise<ReplayCounts> => {
  const days = [...(await daysHeld(db)), keptDay]
  const { rows } = await sql<Line>`
    select split_part(r.key, ':', 2) as kind, r.state, ${isSuperseded} as is_superseded,
      r.state not in ('in-flight', 'waiting') and r.payload_day <> all(${days}::text[]) as is_expired,
      count(*)::int as count
    from ingest.records r where ${matching(criteria, before)} group by 1, 2, 3, 4 order by 1, 2`.execute(db)
  const sumOf = (lines: readonly Line[]): number => lines.reduce((sum, line) => sum + line.count, 0)
  const current = rows.filter((line) => !line.is_superseded)
  return {
    shares: current
      .filter((line) => !line.is_expired)
      .map(({ kind, state, count: held }) => ({ kind, state, count: held })),
    expired: sumOf(current.filter((line) => line.is_expired)),
    superseded: sumOf(rows.filter((line) => line.is_superseded)),
  }
}
