import { type Kysely, sql } from 'kysely'

export const namesAndCommands = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of [...names, ...replays, ...commands]) await sql.raw(statement).execute(db)
  },
}

/** What records are found by, the newest first; `at` is when what the record is about came to be. */
const names = [
  `create table monitor.names (
     record_key text collate "C" not null,
     kind text collate "C" not null,
     value text collate "C" not null,
     at text collate "C" not null,
     primary key (record_key, kind, value))`,
  `create index names_by_value on monitor.names (kind, value, at, record_key)`,
]

/** When a version that had settled was last handed on again: what was told of it before is over. */
const replays = [
  `create table monitor.replays (
     record_key text not null,
     record_version text collate "C" not null,
     replayed_at text collate "C" not null,
     primary key (record_key, record_version))`,
]

/** What people asked for, until the bus has confirmed it. */
const commands = [
  `create table monitor.commands (
     id bigint primary key generated always as identity,
     message jsonb not null)`,
]
