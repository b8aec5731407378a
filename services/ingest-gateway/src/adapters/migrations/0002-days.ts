import { type Kysely, sql } from 'kysely'

/**
 * Payloads by the day they were accepted on, so that a day that is old is dropped at once. What is still unsettled then
 * moves to the partition `kept`. Instants and days are ISO text in UTC, compared byte by byte.
 */
export const days = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of before) await sql.raw(statement).execute(db)
    const { rows } = await sql<{ day: string }>`select distinct payload_day as day from ingest.records`.execute(db)
    for (const { day } of rows) await sql.raw(partitionOf(day)).execute(db)
    for (const statement of after) await sql.raw(statement).execute(db)
  },
}

const partitionOf = (day: string): string => {
  const next = new Date(Date.parse(day) + 86_400_000).toISOString().slice(0, 10)
  return `create table ingest.payloads_${day.replaceAll('-', '_')} partition of ingest.payloads
    for values from ('${day}') to ('${next}')`
}

const before = [
  `alter table ingest.records
     add column payload_day text collate "C",
     add column is_replay boolean not null default false,
     add column traceparent text`,
  `update ingest.records set payload_day = left(accepted_at, 10)`,
  `alter table ingest.records alter column payload_day set not null`,
  `create index records_accepted on ingest.records (accepted_at)`,
  `create index records_unsettled on ingest.records (payload_day) where state in ('in-flight', 'waiting')`,
  `create index records_untold on ingest.records (key, version) where published_at is null`,
  `create index records_waiting on ingest.records (due_at) where state = 'waiting'`,
  `alter table ingest.payloads rename to payloads_undivided`,
  `alter index ingest.payloads_pkey rename to payloads_undivided_pkey`,
  `create table ingest.payloads (
     day text collate "C" not null,
     key text collate "C" not null,
     version text collate "C" not null,
     subject text not null,
     sealed text not null,
     primary key (day, key, version)) partition by range (day)`,
  `create table ingest.payloads_kept partition of ingest.payloads for values from ('kept') to (maxvalue)`,
  `create index payloads_kept_subject on ingest.payloads_kept (subject)`,
]

const after = [
  `insert into ingest.payloads (day, key, version, subject, sealed)
     select r.payload_day, p.key, p.version, p.subject, p.sealed
     from ingest.payloads_undivided p join ingest.records r on r.key = p.key and r.version = p.version`,
  `drop table ingest.payloads_undivided`,
  `alter table ingest.data_keys
     add column last_day text collate "C" not null default '0000-00-00',
     alter column subject type text collate "C"`,
  `update ingest.data_keys k set last_day = p.day
     from (select subject, max(day) as day from ingest.payloads group by subject) p where p.subject = k.subject`,
  `alter table ingest.data_keys alter column last_day drop default`,
  `create index data_keys_last_day on ingest.data_keys (last_day)`,
  `create index data_keys_wrapped_with on ingest.data_keys ((split_part(wrapped, '.', 1)) collate "C")`,
  `create table ingest.dropped (
     day text collate "C" primary key,
     payloads bigint not null,
     dropped_at text collate "C" not null)`,
  `create table ingest.replays (
     id text primary key,
     criteria jsonb not null,
     counts jsonb not null,
     progress jsonb not null,
     requested_at text collate "C" not null,
     cursor_key text collate "C" not null default '',
     cursor_version text collate "C" not null default '',
     finished_at text collate "C")`,
  `create index replays_unfinished on ingest.replays (requested_at) where finished_at is null`,
]
