import { type Kysely, sql } from 'kysely'

/** What is still to be looked at again, apart from what has its number already. */
export const suspected = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    await sql`create index differences_suspected on ingest.differences (comparison, key) where n is null`.execute(db)
  },
}
