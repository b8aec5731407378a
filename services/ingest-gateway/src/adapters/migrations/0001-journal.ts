import { type Kysely, sql } from 'kysely'

/** Instants are ISO text in UTC, compared byte by byte; versions likewise. */
export const journal = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of tables) await sql.raw(statement).execute(db)
  },
}

const tables = [
  `create table ingest.records (
     key text collate "C" not null,
     version text collate "C" not null,
     lane text not null,
     origin text not null,
     state text not null,
     reason text not null,
     detail text,
     accepted_at text collate "C" not null,
     due_at text collate "C" not null,
     moved_at text collate "C" not null,
     published_at text collate "C",
     primary key (key, version))`,
  `create index records_unpublished on ingest.records (accepted_at) where published_at is null`,
  `create index records_in_flight on ingest.records (due_at) where state = 'in-flight'`,
  `create table ingest.payloads (
     key text collate "C" not null,
     version text collate "C" not null,
     subject text not null,
     sealed text not null,
     primary key (key, version))`,
  `create table ingest.data_keys (subject text primary key, wrapped text not null)`,
  `create table ingest.watermarks (
     marketplace text not null,
     kind text not null,
     started_at text not null,
     watermark text not null,
     primary key (marketplace, kind))`,
  `create table ingest.hints (
     marketplace text not null,
     order_id text not null,
     noted_at text collate "C" not null,
     primary key (marketplace, order_id))`,
  `create table ingest.incidents (marketplace text not null, order_id text not null, primary key (marketplace, order_id))`,
]
