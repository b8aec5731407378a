import { type Kysely, sql } from 'kysely'

/** What only mends is read behind all other hints. */
export const repairs = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table ingest.hints add column is_repair boolean not null default false`,
  `create index hints_in_turn on ingest.hints (marketplace, is_repair, noted_at)`,
]
