import { type Kysely, sql } from 'kysely'

/** What is being published is claimed by the database's own clock, so the end of a claim is a real instant. */
export const claims = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table ingest.records add column claimed_until timestamptz`,
  // In the order of handing on, which no other index has: whatever statistics promise, this one is used, and nothing sorted.
  `create index records_to_hand_on on ingest.records (lane, (accepted_at || version)) where published_at is null`,
  `drop index ingest.records_unpublished_by_lane`,
  `drop index ingest.records_untold`,
]
