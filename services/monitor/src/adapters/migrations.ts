import { type Kysely, sql } from 'kysely'
import { exceptionsAndAudit } from './migration-0003-exceptions.js'
import { alertsAndPending } from './migration-0005-alerts.js'
import { reconciliations } from './migration-0006-reconciliations.js'
import { namesAndCommands } from './migration-0007-names.js'
import { byTime } from './migration-0008-figures.js'
import { alertsTold } from './migration-0009-alerts-told.js'
import { differencesByKey } from './migration-0010-differences-by-key.js'
import { changes } from './migration-0011-changes.js'
import { acceptances } from './migration-0012-acceptances.js'
import { disputes } from './migration-0013-disputes.js'

export const migrations = {
  '0001-timelines': {
    up: async (db: Kysely<unknown>): Promise<void> => {
      for (const statement of tables) await sql.raw(statement).execute(db)
    },
  },
  '0002-releases': {
    up: async (db: Kysely<unknown>): Promise<void> => {
      await sql.raw(releases).execute(db)
    },
  },
  '0003-exceptions': exceptionsAndAudit,
  '0004-audit': {
    up: async (db: Kysely<unknown>): Promise<void> => {
      for (const statement of byName) await sql.raw(statement).execute(db)
    },
  },
  '0005-alerts': alertsAndPending,
  '0006-reconciliations': reconciliations,
  '0007-names': namesAndCommands,
  '0008-figures': byTime,
  '0009-alerts-told': alertsTold,
  '0010-differences-by-key': differencesByKey,
  '0011-changes': changes,
  '0012-acceptances': acceptances,
  '0013-disputes': disputes,
}

/** What is read in the order of names, byte by byte, so that it can be laid beside the books of others. */
const byName = [
  `create index records_by_name on monitor.records (record_key collate "C", record_version)`,
  `create index triggers_by_name on monitor.triggers (account collate "C", trigger collate "C", subject collate "C")`,
]

/** When a record was last handed on again: a wait that is older is over, even one told later. */
const releases = `create table monitor.releases (
  record_key text primary key,
  released_at text collate "C" not null)`

const tables = [
  `create table monitor.timeline (
     message_id text primary key,
     record_key text not null,
     record_version text collate "C" not null,
     at text collate "C" not null,
     service text not null,
     type text not null,
     facts jsonb not null)`,
  `create index timeline_by_record on monitor.timeline (record_key, at)`,
  `create table monitor.records (
     record_key text not null,
     record_version text collate "C" not null,
     state text not null,
     reason text not null,
     detail text,
     changed_at text collate "C" not null,
     primary key (record_key, record_version))`,
  `create index records_by_state on monitor.records (state, reason)`,
  `create table monitor.triggers (
     account text not null,
     trigger text not null,
     subject text not null,
     record_key text not null,
     revision integer not null,
     state text not null,
     reason text not null,
     detail text,
     proof jsonb not null,
     changed_at text not null,
     primary key (account, trigger, subject))`,
  `create index triggers_by_record on monitor.triggers (record_key)`,
]
