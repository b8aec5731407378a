import type { Lane } from '@concord/domain'
import type { Database, Vault } from '@concord/storage'
import { sql } from 'kysely'
import type { News, NewsItem } from '../ports.js'
import { schema, type Tables } from './tables.js'

export const postgresNews = (database: Database, vault: Vault): News => {
  const db = database.schema<Tables>(schema)
  return {
    async untold(limit) {
      const rows = await db
        .selectFrom('news')
        .select(['id', 'item_sealed'])
        .where('is_told', '=', false)
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({ ...(JSON.parse(vault.open(row.item_sealed)) as NewsItem), id: row.id }))
    },
    async told(ids) {
      await db.updateTable('news').set({ is_told: true }).where('id', 'in', ids).execute()
    },
    async overdue(marketplace, before, limit) {
      const rows = await db
        .selectFrom('waiting')
        .selectAll()
        .where('told_at', 'is', null)
        .where('since', '<=', before)
        .where(sql<boolean>`split_part(record_key, ':', 1) = ${marketplace}`)
        .orderBy('since')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        record: row.record_key,
        version: row.record_version,
        lane: row.lane as Lane,
        isOrderKnown: row.is_order_known,
      }))
    },
    async overdueTold(records, at) {
      await db.updateTable('waiting').set({ told_at: at }).where('record_key', 'in', records).execute()
    },
    async tellAgain(since) {
      await db.updateTable('news').set({ is_told: false }).where('at', '>', since).execute()
      await db.updateTable('waiting').set({ told_at: null }).where('told_at', '>', since).execute()
    },
    async forget(until) {
      await db.deleteFrom('news').where('is_told', '=', true).where('at', '<=', until).execute()
    },
    async count() {
      const { rows } = await sql<{ count: number }>`
        select count(*)::int as count from identity.news where not is_told`.execute(db)
      return rows[0]?.count ?? 0
    },
  }
}
