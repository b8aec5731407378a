import { type Kysely, sql } from 'kysely'

/** Each lane is handed on by itself, past whatever waits in the other. */
export const lanesApart = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `create index records_unpublished_by_lane on ingest.records (lane, accepted_at) where published_at is null`,
  `drop index ingest.records_unpublished`,
]
