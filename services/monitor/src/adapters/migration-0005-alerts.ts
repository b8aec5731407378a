import { type Kysely, sql } from 'kysely'

export const alertsAndPending = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of [...watched, ...alerts]) await sql.raw(statement).execute(db)
  },
}

/** What is looked at every few seconds, so that each look reads only what it shows. */
const watched = [
  `create table monitor.pending (
     record_key text primary key,
     record_version text collate "C" not null,
     marketplace text not null,
     state text not null,
     seller_id text,
     seller_name text,
     channel text,
     since text collate "C" not null)`,
  `create index pending_by_state on monitor.pending (state, since)`,
  `create index pending_by_time on monitor.pending (since, record_key)`,
  `create table monitor.strange_values (
     marketplace text not null,
     field text not null,
     value text not null,
     record_key text not null,
     last_at text collate "C" not null,
     primary key (marketplace, field, value))`,
  `create index records_unsettled on monitor.records (reason, split_part(record_key, ':', 1), (changed_at collate "C"))
     where state in ('in-flight', 'waiting')`,
  `create index exceptions_open_by_type on monitor.exceptions (type, marketplace, opened_at, record_key)
     where state = 'open'`,
]

/** Facts are json rather than jsonb, since the order of their fields tells whether they changed. */
const alerts = [
  `create table monitor.alerts (
     id text primary key,
     key text not null,
     type text not null,
     owner text not null,
     severity text not null,
     state text not null check (state in ('seen', 'open', 'escalated', 'resolved')),
     facts json not null,
     seen_at text collate "C" not null,
     opened_at text collate "C",
     absent_at text collate "C",
     escalated_at text collate "C",
     resolved_at text collate "C",
     acknowledged_by text,
     acknowledged_at text collate "C",
     silenced_until text collate "C",
     is_told boolean not null)`,
  `create unique index alerts_standing on monitor.alerts (key) where state <> 'resolved'`,
  `create index alerts_by_time on monitor.alerts (opened_at, id)`,
  `create table monitor.deliveries (
     id text primary key,
     alert_id text not null references monitor.alerts (id) on delete cascade,
     route text not null,
     notice text not null,
     facts json not null,
     created_at text collate "C" not null,
     attempts integer not null default 0,
     next_at timestamptz not null default clock_timestamp(),
     sent_at text collate "C",
     failure text)`,
  `create index deliveries_due on monitor.deliveries (route, next_at) where sent_at is null`,
  `create index deliveries_by_alert on monitor.deliveries (alert_id, created_at)`,
]
