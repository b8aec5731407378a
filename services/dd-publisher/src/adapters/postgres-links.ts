import type { Order } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql } from 'kysely'
import type { Links } from '../links-port.js'
import type { Tables } from './tables.js'

/** Enough to find some of each channel. */
const mostOrders = 200

export const postgresLinks = (db: Kysely<Tables>, vault: Vault): Links => ({
  async last(marketplace) {
    const row = await db.selectFrom('link_visits').selectAll().where('marketplace', '=', marketplace).executeTakeFirst()
    return row && { takenAt: row.taken_at, visitedAt: row.visited_at ?? undefined, places: row.places }
  },

  async take(marketplace, before, at) {
    const { numInsertedOrUpdatedRows } = await db
      .insertInto('link_visits')
      .values({ marketplace, taken_at: at, places: '[]' })
      .onConflict((conflict) =>
        conflict
          .column('marketplace')
          .doUpdateSet({ taken_at: at })
          .where('link_visits.taken_at', '=', before?.takenAt ?? ''),
      )
      .executeTakeFirst()
    return (numInsertedOrUpdatedRows ?? 0n) > 0n
  },

  async save(marketplace, { places, visitedAt }) {
    await db
      .updateTable('link_visits')
      .set({ places: JSON.stringify(places), visited_at: visitedAt })
      .where('marketplace', '=', marketplace)
      .execute()
  },

  async shownSince(marketplace, since) {
    const { rows } = await sql<{ sealed: string }>`
      select o.sealed from (select order_key, max(sent_at) as sent_at from (
          select order_key, sent_at from publisher.triggers
          where ${isOf(marketplace)} and sent_at >= ${since} order by sent_at desc limit ${mostOrders}) as newest
        group by order_key) as shown
      join publisher.orders o on o.record_key = shown.order_key
      order by shown.sent_at desc, o.record_key`.execute(db)
    return rows.map(({ sealed }) => JSON.parse(vault.open(sealed)) as Order)
  },

  async sentAt(marketplace) {
    const { rows } = await sql<{ at: string | null }>`
      select max(sent_at) as at from publisher.triggers where ${isOf(marketplace)} and sent_at is not null`.execute(db)
    return rows[0]?.at ?? undefined
  },
})

const isOf = (marketplace: string) => sql<boolean>`split_part(order_key, ':', 1) = ${marketplace}`
