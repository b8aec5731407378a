import { type Kysely, sql } from 'kysely'
import type { OldestHintAt, PollState } from '../polling-ports.js'
import { underLease } from './postgres-leases.js'
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

  completed: (lease, kind, { startedAt, watermark }) =>
    underLease(db, lease, async (transaction) => {
      await transaction
        .insertInto('watermarks')
        .values({ marketplace: lease.marketplace, kind, started_at: startedAt, watermark })
        .onConflict((conflict) =>
          conflict.columns(['marketplace', 'kind']).doUpdateSet({
            started_at: sql<string>`greatest(watermarks.started_at collate "C", excluded.started_at)`,
            watermark: sql<string>`greatest(watermarks.watermark collate "C", excluded.watermark)`,
          }),
        )
        .execute()
    }),

  async cycles() {
    const rows = await db.selectFrom('watermarks').selectAll().execute()
    return rows.map(({ started_at, ...row }) => ({ ...row, startedAt: started_at }))
  },

  async incidents(marketplace) {
    const rows = await db.selectFrom('incidents').select('order_id').where('marketplace', '=', marketplace).execute()
    return rows.map(({ order_id }) => order_id)
  },

  async addIncidents(marketplace, orderIds) {
    if (orderIds.length === 0) return
    await db
      .insertInto('incidents')
      .values([...new Set(orderIds)].map((order_id) => ({ marketplace, order_id })))
      .onConflict((conflict) => conflict.doNothing())
      .execute()
  },

  removeIncidents: (lease, orderIds) =>
    underLease(db, lease, async (transaction) => {
      await transaction
        .deleteFrom('incidents')
        .where('marketplace', '=', lease.marketplace)
        .where('order_id', '=', sql<string>`any(${[...orderIds]}::text[])`)
        .execute()
    }),

  async incidentMarks(marketplace) {
    const rows = await db
      .selectFrom('incident_marks')
      .select(['incident_id', 'mark'])
      .where('marketplace', '=', marketplace)
      .execute()
    return new Map(rows.map(({ incident_id, mark }) => [incident_id, mark]))
  },

  async markIncidents(lease, incidents) {
    if (incidents.length === 0) return
    const { marketplace } = lease
    const marks = new Map(incidents.map(({ id, mark }) => [id, mark]))
    await underLease(db, lease, async (transaction) => {
      await transaction
        .insertInto('incident_marks')
        .values([...marks].map(([incident_id, mark]) => ({ marketplace, incident_id, mark })))
        .onConflict((conflict) =>
          conflict.columns(['marketplace', 'incident_id']).doUpdateSet((row) => ({ mark: row.ref('excluded.mark') })),
        )
        .execute()
    })
  },
})

export const postgresOldestHint =
  (db: Kysely<Tables>): OldestHintAt =>
  async (marketplace) => {
    const row = await db
      .selectFrom('hints')
      .select('noted_at')
      .where('marketplace', '=', marketplace)
      .where('is_repair', '=', false)
      .orderBy('noted_at')
      .limit(1)
      .executeTakeFirst()
    return row?.noted_at
  }
