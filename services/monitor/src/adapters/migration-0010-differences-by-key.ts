import { type Kysely, sql } from 'kysely'

/** Whether a full run found a key already, asked of every key that a later run found. */
export const differencesByKey = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`create index differences_by_key on monitor.differences (run, edge, marketplace, key)`.execute(db)
  },
}
