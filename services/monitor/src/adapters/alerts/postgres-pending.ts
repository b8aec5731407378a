import { type Kysely, sql } from 'kysely'
import type { PendingOrders } from '../../alerts/watched.js'
import type { Tables } from '../tables.js'

export const postgresPending = (db: Kysely<Tables>): PendingOrders => ({
  async list({ marketplace, state, seller, channel, before }, { after: [since, key] = [], limit }) {
    const conditions = [
      ...(marketplace === undefined ? [] : [sql<boolean>`marketplace = ${marketplace}`]),
      ...(state === undefined ? [] : [sql<boolean>`state = ${state}`]),
      ...(seller === undefined ? [] : [sql<boolean>`seller_id = ${seller}`]),
      ...(channel === undefined ? [] : [sql<boolean>`channel = ${channel}`]),
      ...(before === undefined ? [] : [sql<boolean>`since < ${before}`]),
      ...(since === undefined ? [] : [sql<boolean>`(since, record_key) > (${since}, ${key ?? ''})`]),
    ]
    let query = db.selectFrom('pending').selectAll().orderBy('since').orderBy('record_key')
    for (const condition of conditions) query = query.where(condition)
    const rows = await query.limit(limit + 1).execute()
    const items = rows.slice(0, limit).map((row) => ({
      ...{
        key: row.record_key,
        marketplace: row.marketplace,
        state: row.state,
        channel: row.channel,
        since: row.since,
      },
      seller: row.seller_id === null ? null : { id: row.seller_id, name: row.seller_name ?? row.seller_id },
    }))
    const last = items.at(-1)
    return rows.length > limit && last !== undefined ? { items, next: [last.since, last.key] } : { items }
  },
})
