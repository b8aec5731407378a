import { type Kysely, sql } from 'kysely'
import type { Outbox, Undelivered } from '../../alerts/alerts-port.js'
import type { Delivery } from '../../alerts/outbox.js'
import type { Tables } from '../tables.js'

const longestFailure = 300

/** @param takenMs how long one that was taken is left to whoever took it */
export const postgresOutbox = (db: Kysely<Tables>, takenMs = 60_000): Outbox => ({
  async take(route) {
    const { rows } = await sql<Delivery>`
      update monitor.deliveries set attempts = attempts + 1,
        next_at = clock_timestamp() + ${takenMs} * interval '1 millisecond'
      where id = (
        select d.id from monitor.deliveries d
        where d.route = ${route} and d.sent_at is null and d.next_at <= clock_timestamp()
          and not exists (select from monitor.deliveries earlier where earlier.alert_id = d.alert_id
            and earlier.route = d.route and earlier.sent_at is null and earlier.created_at < d.created_at)
        order by d.next_at limit 1 for update skip locked)
      returning id, alert_id as "alertId", route, notice, facts`.execute(db)
    return rows[0]
  },

  async sent(id, at) {
    await db.updateTable('deliveries').set({ sent_at: at, failure: null }).where('id', '=', id).execute()
  },

  async failed(id, failure) {
    await sql`update monitor.deliveries set failure = ${failure.slice(0, longestFailure)},
        next_at = clock_timestamp() + least(3600, 2 ^ least(attempts, 12)) * interval '1 second'
      where id = ${id} and sent_at is null`.execute(db)
  },

  async undelivered(before) {
    const { rows } = await sql<Undelivered>`
      select route, count(*)::int as count, min(created_at) as "oldestAt",
        (array_agg(failure order by created_at) filter (where failure is not null))[1] as failure
      from monitor.deliveries where sent_at is null group by route having min(created_at) < ${before}`.execute(db)
    return rows
  },
})
