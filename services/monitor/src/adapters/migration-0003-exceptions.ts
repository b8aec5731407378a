import { type Kysely, sql } from 'kysely'

export const exceptionsAndAudit = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of [...exceptions, ...audit]) await sql.raw(statement).execute(db)
  },
}

/**
 * One row for each version of a record, or trigger, and type, whatever happens to it later. `changed_in` is the
 * transaction that last opened, resolved or changed it, so that whoever follows changes misses none that commits late.
 */
const exceptions = [
  `create table monitor.exceptions (
     id text primary key generated always as (md5(type || chr(31) || case about
       when 'record' then record_key || chr(31) || record_version
       else account || chr(31) || trigger || chr(31) || subject end)) stored,
     about text not null check (about in ('record', 'trigger')),
     record_key text not null,
     record_version text collate "C",
     account text,
     trigger text,
     subject text,
     type text not null,
     owner text not null,
     marketplace text not null,
     detail text,
     opened_at text collate "C" not null,
     told_at text collate "C" not null,
     state text not null default 'open' check (state in ('open', 'resolved', 'dismissed')),
     resolved_at text collate "C",
     resolved_by text,
     assignee text,
     changed_in xid8 not null default pg_current_xact_id())`,
  `create index exceptions_by_time on monitor.exceptions (opened_at, id)`,
  `create index exceptions_open on monitor.exceptions (opened_at, id) where state = 'open'`,
  `create index exceptions_by_record on monitor.exceptions (record_key)`,
  `create index exceptions_by_trigger on monitor.exceptions (account, trigger, subject)`,
  `create index exceptions_by_change on monitor.exceptions (changed_in)`,
  `create index triggers_by_state on monitor.triggers (state, reason)`,
]

const audit = [
  `create table monitor.audit (
     id bigint primary key generated always as identity,
     at text collate "C" not null,
     who text not null,
     role text not null,
     action text not null,
     about text not null,
     before jsonb not null,
     after jsonb not null)`,
  `create index audit_by_subject on monitor.audit (about, id)`,
  `create function monitor.refuse_change() returns trigger language plpgsql as $$
     begin raise exception 'monitor.audit is only added to'; end $$`,
  `create trigger audit_is_only_added_to before update or delete or truncate on monitor.audit
     for each statement execute function monitor.refuse_change()`,
]
