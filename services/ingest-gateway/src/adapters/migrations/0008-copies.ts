import { type Kysely, sql } from 'kysely'

/** Corrected copies know what they were copied from, and what people did is never changed. */
export const copies = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table ingest.records add column copied_from text collate "C"`,
  `create table ingest.deeds (
     id bigint primary key generated always as identity,
     at text collate "C" not null,
     who text not null,
     action text not null,
     key text collate "C" not null,
     version text collate "C" not null,
     before jsonb not null,
     after jsonb not null)`,
  `create function ingest.refuse_change() returns trigger language plpgsql as $$
     begin raise exception 'ingest.deeds is only added to'; end $$`,
  `create trigger deeds_are_only_added_to before update or delete or truncate on ingest.deeds
     for each statement execute function ingest.refuse_change()`,
]
