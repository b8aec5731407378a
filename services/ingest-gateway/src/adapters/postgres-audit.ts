import { type Kysely, sql } from 'kysely'
import type { JournalAudit, Unmatched } from '../audit.js'
import { daysHeld, keptDay } from './postgres-journal-days.js'
import type { Tables } from './tables.js'

export const postgresAudit = (db: Kysely<Tables>): JournalAudit => ({
  records: {
    nameWords: 2,
    async linesAfter([key, version] = ['', ''], limit) {
      const rows = await db
        .selectFrom('records')
        .select(['key', 'version', 'state', 'reason', 'moved_at'])
        .where(sql<boolean>`(key, version) > (${key}, ${version})`)
        .orderBy('key')
        .orderBy('version')
        .limit(limit)
        .execute()
      return rows.map((row) => [row.key, row.version, row.state, row.reason, row.moved_at])
    },
  },

  async unmatched(limit) {
    const days = [...(await daysHeld(db)), keptDay]
    const { rows } = await sql<Unmatched>`
      (select key, version, 'payload-without-record' as is from ingest.payloads p where not exists
        (select from ingest.records r where r.key = p.key and r.version = p.version) limit ${limit})
      union all
      (select key, version, 'record-without-payload' from ingest.records r where payload_day = any(${days}::text[]) and not exists
        (select from ingest.payloads p where p.day = r.payload_day and p.key = r.key and p.version = r.version)
        limit ${limit})`.execute(db)
    return rows
  },
})
