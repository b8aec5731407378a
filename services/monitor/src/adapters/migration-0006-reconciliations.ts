import { type Kysely, sql } from 'kysely'

/** Runs and their parts, what they found, and what people had mended. Due times go by the database's own clock. */
export const reconciliations = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of tables) await sql.raw(statement).execute(db)
  },
}

const tables = [
  `create table monitor.reconciliations (
     id text primary key,
     requested_at text collate "C" not null,
     by_whom text not null,
     from_at text collate "C",
     to_at text collate "C",
     marketplaces jsonb not null,
     scope text not null,
     state text not null default 'running',
     ended_at text collate "C")`,
  `create index reconciliations_by_time on monitor.reconciliations (requested_at, id)`,
  `create index reconciliations_by_scope on monitor.reconciliations (scope, requested_at)`,
  `create table monitor.reconciliation_parts (
     run text not null references monitor.reconciliations on delete cascade,
     edge text not null,
     marketplace text not null,
     comparison text not null,
     state text not null,
     why text,
     is_begun boolean not null default false,
     compared integer not null default 0,
     found integer not null default 0,
     by_kind jsonb not null default '{}',
     answered_at text collate "C" not null,
     ended_at text collate "C",
     due_at timestamptz not null default clock_timestamp(),
     primary key (run, edge, marketplace))`,
  `create index reconciliation_parts_due on monitor.reconciliation_parts (due_at) where state in ('waiting', 'running')`,
  `create table monitor.differences (
     id bigint primary key generated always as identity,
     run text not null references monitor.reconciliations on delete cascade,
     edge text not null,
     marketplace text not null,
     n integer not null,
     what text not null,
     key text not null,
     kind text not null,
     fields jsonb not null,
     detail text,
     is_repairable boolean not null,
     unique (run, edge, marketplace, n))`,
  `create index differences_by_run on monitor.differences (run, id)`,
  `create table monitor.repairs (
     id bigint primary key generated always as identity,
     run text not null references monitor.reconciliations on delete cascade,
     at text collate "C" not null,
     who text not null,
     role text not null,
     repairs integer,
     refused integer)`,
  `create index repairs_by_run on monitor.repairs (run, id)`,
]
