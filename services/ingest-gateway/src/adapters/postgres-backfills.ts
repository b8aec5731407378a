import type { Kysely } from 'kysely'
import type { Backfill, Backfills } from '../backfill.js'
import { writeDown } from './postgres-deeds.js'
import { underLease } from './postgres-leases.js'
import type { Tables } from './tables.js'

export const postgresBackfills = (db: Kysely<Tables>): Backfills => ({
  create: (backfill, by) =>
    db.transaction().execute(async (transaction) => {
      await transaction.insertInto('backfills').values(rowOf(backfill)).execute()
      const { id: about, marketplace, what, from, to, requestedAt: at, windows } = backfill
      const after = { marketplace, what, from, to, exports: windows.length }
      await writeDown(transaction, { by, at, action: 'backfill', about, before: {}, after })
    }),

  async find(id) {
    const row = await db.selectFrom('backfills').select('plan').where('id', '=', id).executeTakeFirst()
    return row?.plan as Backfill | undefined
  },

  async list() {
    const rows = await db
      .selectFrom('backfills')
      .select('plan')
      .orderBy('requested_at', 'desc')
      .orderBy('id')
      .limit(100)
      .execute()
    return rows.map(({ plan }) => plan as Backfill)
  },

  async running(marketplace) {
    const row = await db
      .selectFrom('backfills')
      .select('plan')
      .where('marketplace', '=', marketplace)
      .where('state', '=', 'running')
      .orderBy('requested_at')
      .orderBy('id')
      .limit(1)
      .executeTakeFirst()
    return row?.plan as Backfill | undefined
  },

  save: (lease, backfill) =>
    underLease(db, lease, async (transaction) => {
      const { plan, state } = rowOf(backfill)
      await transaction.updateTable('backfills').set({ plan, state }).where('id', '=', backfill.id).execute()
    }),
})

const rowOf = (backfill: Backfill) => {
  const { id, marketplace, requestedAt, state } = backfill
  return { id, marketplace, requested_at: requestedAt, state, plan: JSON.stringify(backfill) }
}
