import { type Kysely, sql } from 'kysely'

/**
 * Comparisons of Mirakl with the journal. A difference has no number while it is only suspected; what Mirakl gave is noted
 * while a comparison runs, so that the rest of the journal is known afterwards.
 */
export const comparisons = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of tables) await sql.raw(statement).execute(db)
  },
}

const tables = [
  `create table ingest.comparisons (
     id text primary key,
     marketplace text not null,
     requested_at text collate "C" not null,
     state text not null,
     plan jsonb not null)`,
  `create index comparisons_running on ingest.comparisons (marketplace, requested_at) where state = 'running'`,
  `create table ingest.compared (
     comparison text not null references ingest.comparisons on delete cascade,
     key text collate "C" not null,
     primary key (comparison, key))`,
  `create table ingest.differences (
     comparison text not null references ingest.comparisons on delete cascade,
     key text collate "C" not null,
     n integer,
     kind text not null,
     version text collate "C" not null,
     fields jsonb not null,
     detail text,
     primary key (comparison, key))`,
  `create index differences_by_number on ingest.differences (comparison, n)`,
]
