import { randomUUID } from 'node:crypto'
import type { ComparisonState } from '@concord/contracts'
import { type Kysely, type Selectable, sql } from 'kysely'
import { type Comparisons, type Running, type Step, steps } from '../comparison-port.js'
import { savePassage } from './comparison-saving.js'
import { mendingPart, takenForMs } from './postgres-mendings.js'
import type { ComparisonRow, DifferenceRow, Tables } from './tables.js'

/** As long as monitor keeps what was found. */
const keptMs = 30 * 86_400_000

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
      await forget(db, at(-keptMs))
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
        update publisher.comparisons set taker = ${randomUUID()}, taken_until = ${at(takenForMs)}
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
      const { numUpdatedRows } = await failing.executeTakeFirstOrThrow()
      if (numUpdatedRows > 0n) await db.deleteFrom('comparison_seen').where('comparison_id', '=', id).execute()
    },

    async freeAll() {
      await db.updateTable('comparisons').set({ taker: null, taken_until: null }).execute()
      await db.updateTable('differences').set({ taken_until: null }).where('mending', '=', 'asked').execute()
    },
  }
}

const change = (db: Kysely<Tables>, id: string) => db.updateTable('comparisons').where('id', '=', id)

const forget = async (db: Kysely<Tables>, before: string): Promise<void> => {
  await sql`delete from publisher.comparisons where state <> 'running' and started_at < ${before}`.execute(db)
}

const runningOf = (row: Selectable<ComparisonRow>): Running => ({
  ...{ id: row.id, account: row.account, marketplace: row.marketplace },
  ...{ from: row.from_at ?? undefined, to: row.to_at ?? undefined },
  ...{ step: row.step as Step, cursor: row.cursor ?? undefined, taker: row.taker ?? '' },
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
