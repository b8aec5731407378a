import { type Kysely, sql } from 'kysely'
import { JournalUnavailable } from '../errors.js'
import type { Hints } from '../ports.js'
import type { Tables } from './tables.js'

export const postgresHints = (db: Kysely<Tables>, now: () => Date): Hints => ({
  async note(marketplace, orderIds) {
    if (orderIds.length === 0) return
    const noted_at = now().toISOString()
    const rows = [...new Set(orderIds)].map((order_id) => ({ marketplace, order_id, noted_at }))
    await db
      .insertInto('hints')
      .values(rows)
      .onConflict((conflict) => conflict.columns(['marketplace', 'order_id']).doUpdateSet({ noted_at }))
      .execute()
      .catch((cause: unknown) => {
        throw new JournalUnavailable(cause)
      })
  },

  async oldest(marketplace, limit) {
    const asOf = now().toISOString()
    const rows = await db
      .selectFrom('hints')
      .select('order_id')
      .where('marketplace', '=', marketplace)
      .where('noted_at', '<', asOf)
      .orderBy('noted_at')
      .limit(limit)
      .execute()
    return { orderIds: rows.map(({ order_id }) => order_id), asOf }
  },

  async forget(marketplace, orderIds, asOf) {
    if (orderIds.length === 0) return
    await db
      .deleteFrom('hints')
      .where('marketplace', '=', marketplace)
      .where('order_id', 'in', orderIds)
      .where('noted_at', '<', asOf)
      .execute()
  },

  async count() {
    const { rows } = await sql<{ count: number }>`select count(*)::int as count from ingest.hints`.execute(db)
    return rows[0]?.count ?? 0
  },
})
