import { type Kysely, sql } from 'kysely'

/** Leases go by the database's own clock, so their end is a real instant. */
export const polling = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of tables) await sql.raw(statement).execute(db)
  },
}

const tables = [
  `create table ingest.leases (
     marketplace text primary key,
     holder text not null,
     epoch bigint not null,
     lasts_until timestamptz not null)`,
  `create table ingest.incident_marks (
     marketplace text not null,
     incident_id text not null,
     mark text not null,
     primary key (marketplace, incident_id))`,
  `create index hints_oldest on ingest.hints (marketplace, noted_at)`,
  `create table ingest.backfills (
     id text primary key,
     marketplace text not null,
     requested_at text collate "C" not null,
     state text not null,
     plan jsonb not null)`,
  `create index backfills_running on ingest.backfills (marketplace, requested_at) where state = 'running'`,
]
