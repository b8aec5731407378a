import { type Kysely, sql } from 'kysely'

export const disputes = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

/** What names an exception; the names of those there are stay. */
const id = `md5(type || chr(31) || case about
  when 'record' then record_key || chr(31) || record_version
  when 'order' then record_key || chr(31) || since
  else account || chr(31) || trigger || chr(31) || subject end)`

/** A dispute that lasts too long is an exception of its order, in place of one of each message that waits for its end. */
const statements = [
  `create table monitor.disputes (
     record_key text not null,
     since text collate "C" not null,
     account text not null,
     revision integer not null,
     state text not null,
     changed_at text collate "C" not null,
     primary key (record_key, since))`,
  `delete from monitor.exceptions where type = 'trigger:waiting/dispute-overdue'`,
  `delete from monitor.alerts where type = 'disputes-overdue' or facts::text like '%trigger:waiting/dispute-overdue%'`,
  `alter table monitor.exceptions drop column id, drop constraint exceptions_about_check, add column since text collate "C"`,
  `alter table monitor.exceptions add constraint exceptions_about_check check (about in ('record', 'trigger', 'order')),
     add column id text primary key generated always as (${id}) stored`,
  `create index exceptions_by_time on monitor.exceptions (opened_at, id)`,
  `create index exceptions_open on monitor.exceptions (opened_at, id) where state = 'open'`,
]
