import type { Book } from '@concord/runtime'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.js'

/** What was heard of records and triggers, for whoever lays it beside the books of those who told it. */
export interface TimelineAudit {
  /** Each record with its state and reason. */
  readonly records: Book
  /** Each trigger with its state and reason. */
  readonly triggers: Book
}

export const postgresAudit = (db: Kysely<Tables>): TimelineAudit => ({
  records: {
    nameWords: 2,
    async linesAfter([key, version] = ['', ''], limit) {
      const name = sql`record_key collate "C", record_version`
      const { rows } = await sql<Readonly<Record<'record_key' | 'record_version' | 'state' | 'reason', string>>>`
        select record_key, record_version, state, reason from monitor.records
        where (${name}) > (${key}, ${version}) order by ${name} limit ${limit}`.execute(db)
      return rows.map((row) => [row.record_key, row.record_version, row.state, row.reason])
    },
  },

  triggers: {
    nameWords: 3,
    async linesAfter([account, trigger, subject] = ['', '', ''], limit) {
      const name = sql`account collate "C", trigger collate "C", subject collate "C"`
      const { rows } = await sql<Readonly<Record<'account' | 'trigger' | 'subject' | 'state' | 'reason', string>>>`
        select account, trigger, subject, state, reason from monitor.triggers
        where (${name}) > (${account}, ${trigger}, ${subject}) order by ${name} limit ${limit}`.execute(db)
      return rows.map((row) => [row.account, row.trigger, row.subject, row.state, row.reason])
    },
  },
})
