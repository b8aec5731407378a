import { randomUUID } from 'node:crypto'
import type { ComparisonState } from '@concord/contracts'
import { type Kysely, type RawBuilder, type Selectable, sql } from 'kysely'
import { type Comparisons, type Running, type Step, steps } from '../comparison-port.js'
import { savePassage } from './comparison-saving.js'
import { mendingPart, takenForMs } from './postgres-mendings.js'
import type { ComparisonRow, DifferenceRow, Tables } from './tables.js'

/** As long as monitor keeps what was found. */
const keptMs = 30 * 86_400_000
const forgottenAtOnce = 5_000

export const postgresComparisons = (db: Kysely<Tables>, now: () => Date): Comparisons => {
  const at = (sinceNowMs = 0): string => new Date(now().getTime() + sinceNowMs).toISOString()
  const find = async (id: string): Promise<ComparisonState | undefined> => {
    const row = await db.selectFrom('comparisons').selectAll().where('id', '=', id).executeTakeFirst()
    return row && stateOf(row)
  }
  return {
    ...mendingPart(db, at),
    find,

    async begin({ id, marketplace, from, to }, account) {
      const row = { id, account, marketplace, from_at: from ?? null, to_at: to ?? null }
      await db
        .insertInto('comparisons')
        .values({ ...row, state: 'running', step: steps[0], started_at: at() })
        .onConflict((again) => again.doNothing())
        .execute()
      const state = await find(id)
      if (state === undefined) throw new Error('A comparison was forgotten while it was begun')
      return state
    },

    async differences(id, after, limit) {
      const rows = await db
        .selectFrom('differences')
        .selectAll()
        .where('comparison_id', '=', id)
        .where('n', '>', after)
        .orderBy('n')
        .limit(limit)
        .execute()
      return rows.map(differenceOf)
    },

    async take(account) {
      const { rows } = await sql<Selectable<ComparisonRow>>`
        update publisher.comparisons set taker = ${randomUUID()}, taken_until = ${at(takenForMs)},
          tried_since = coalesce(tried_since, ${at()})
        where id = (select id from publisher.comparisons where account = ${account} and state = 'running'
          order by started_at, id limit 1 for update skip locked) and coalesce(taken_until, '') <= ${at()}
        returning *`.execute(db)
      return rows[0] && runningOf(rows[0])
    },

    save: (running, passage) =>
      db.transaction().execute((transaction) => savePassage(transaction, running, passage, at())),

    async giveBack({ id, taker }) {
      await change(db, id).where('taker', '=', taker).set({ taker: null, taken_until: null }).execute()
    },

    async fail({ id, taker }, reason) {
      const failing = change(db, id).where('taker', '=', taker).set({ state: 'failed', reason, ended_at: at() })
      await failing.execute()
    },

    async forgetSome() {
      const isOld = sql`c.state <> 'running' and c.started_at < ${at(-keptMs)}`
      if (await deleteSome(db, 'comparison_seen', sql`c.state <> 'running'`)) return
      if (await deleteSome(db, 'differences', isOld)) return
      await sql`delete from publisher.comparisons c where ${isOld}`.execute(db)
    },

    async freeAll() {
      await db.updateTable('comparisons').set({ taker: null, taken_until: null }).execute()
      await db.updateTable('differences').set({ taken_until: null }).where('mending', '=', 'asked').execute()
    },
  }
}

const change = (db: Kysely<Tables>, id: string) => db.updateTable('comparisons').where('id', '=', id)

/** Of one of such comparisons; answers whether there was one. */
const deleteSome = async (
  db: Kysely<Tables>,
  table: 'comparison_seen' | 'differences',
  isSuch: RawBuilder<unknown>,
): Promise<boolean> => {
  const rows = sql.table(`publisher.${table}`)
  const { numAffectedRows = 0n } = await sql`delete from ${rows} where ctid = any(array(
    select d.ctid from ${rows} d where d.comparison_id = (select c.id from publisher.comparisons c
      where ${isSuch} and exists (select from ${rows} o where o.comparison_id = c.id) limit 1)
    limit ${forgottenAtOnce}))`.execute(db)
  return numAffectedRows > 0n
}

const runningOf = (row: Selectable<ComparisonRow>): Running => ({
  ...{ id: row.id, account: row.account, marketplace: row.marketplace },
  ...{ from: row.from_at ?? undefined, to: row.to_at ?? undefined },
  ...{
    step: row.step as Step,
    cursor: row.cursor ?? undefined,
    taker: row.taker ?? '',
    triedSince: row.tried_since ?? '',
  },
})

const stateOf = (row: Selectable<ComparisonRow>): ComparisonState => ({
  ...{ id: row.id, marketplace: row.marketplace, state: row.state },
  ...(row.from_at !== null && { from: row.from_at }),
  ...(row.to_at !== null && { to: row.to_at }),
  ...(row.reason !== null && { reason: row.reason }),
  ...{ compared: row.compared, found: row.found, startedAt: row.started_at },
  ...(row.ended_at !== null && { endedAt: row.ended_at }),
})

const differenceOf = ({ n, what, key, kind, fields, detail, is_repairable }: Selectable<DifferenceRow>) => ({
  ...{ n, what, key, kind, fields: [...fields], isRepairable: is_repairable },
  ...(detail !== null && { detail }),
})
