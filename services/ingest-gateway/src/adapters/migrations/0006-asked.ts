import { type Kysely, sql } from 'kysely'

/** Whoever asked for an order to be read again is told of it, even where nothing has changed. */
export const asked = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql.raw('alter table ingest.hints add column is_asked boolean not null default false').execute(db)
  },
}
