import type { Kysely } from 'kysely'
import type { PollState } from '../polling-ports.js'
import type { Tables } from './tables.js'

export const postgresPollState = (db: Kysely<Tables>): PollState => ({
  async watermark(marketplace, kind) {
    const row = await db
      .selectFrom('watermarks')
      .select('watermark')
      .where('marketplace', '=', marketplace)
      .where('kind', '=', kind)
      .executeTakeFirst()
    return row?.watermark
  },

  async completed(marketplace, kind, { startedAt, watermark }) {
    const cycle = { started_at: startedAt, watermark }
    await db
      .insertInto('watermarks')
      .values({ marketplace, kind, ...cycle })
      .onConflict((conflict) => conflict.columns(['marketplace', 'kind']).doUpdateSet(cycle))
      .execute()
  },

  async cycles() {
    const rows = await db.selectFrom('watermarks').selectAll().execute()
    return rows.map(({ started_at, ...row }) => ({ ...row, startedAt: started_at }))
  },

  async incidents(marketplace) {
    const rows = await db.selectFrom('incidents').select('order_id').where('marketplace', '=', marketplace).execute()
    return rows.map(({ order_id }) => order_id)
  },

  setIncidents: (marketplace, orderIds) =>
    db.transaction().execute(async (transaction) => {
      await transaction.deleteFrom('incidents').where('marketplace', '=', marketplace).execute()
      const rows = [...new Set(orderIds)].map((order_id) => ({ marketplace, order_id }))
      if (rows.length > 0) await transaction.insertInto('incidents').values(rows).execute()
    }),
})
