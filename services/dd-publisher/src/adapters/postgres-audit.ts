import type { Book } from '@concord/runtime'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.js'

/** The projection and the triggers, for whoever lays them beside the books of others. */
export interface PublisherAudit {
  /** Each order, return and seller with the version that is projected. */
  readonly projection: Book
  /** Each trigger with its state and reason, since when, and whether that has been told. */
  readonly triggers: Book
}

export const postgresAudit = (db: Kysely<Tables>): PublisherAudit => ({
  projection: {
    nameWords: 1,
    async linesAfter([after] = [''], limit) {
      const { rows } = await sql<{ key: string; version: string }>`
        select key, version from (
          ${nextIn('orders', after, limit)} union all ${nextIn('returns', after, limit)} union all
          ${nextIn('sellers', after, limit)}) as records
        order by key limit ${limit}`.execute(db)
      return rows.map(({ key, version }) => [key, version])
    },
  },

  triggers: {
    nameWords: 3,
    async linesAfter([account, trigger, subject] = ['', '', ''], limit) {
      const name = sql`account collate "C", trigger collate "C", subject collate "C"`
      const { rows } = await sql<
        Readonly<Record<'account' | 'trigger' | 'subject' | 'state' | 'reason' | 'changed_at' | 'told', string>>
      >`
        select account, trigger, subject, state, reason, changed_at,
          case when told_revision < revision then 'untold' else 'told' end as told
        from publisher.triggers where (${name}) > (${account}, ${trigger}, ${subject})
        order by ${name} limit ${limit}`.execute(db)
      return rows.map((row) => [row.account, row.trigger, row.subject, row.state, row.reason, row.changed_at, row.told])
    },
  },
})

const nextIn = (table: 'orders' | 'returns' | 'sellers', after: string | undefined, limit: number) => sql`
  (select record_key collate "C" as key, version from publisher.${sql.raw(table)}
    where record_key collate "C" > ${after} order by record_key collate "C" limit ${limit})`
