import { type Kysely, sql } from 'kysely'

export const byTime = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

/** What is counted of a period: a version says when it was accepted, a row when it came to stand where it stands. */
const statements = [
  `create index records_by_acceptance on monitor.records (split_part(record_version, '~', 2))`,
  `create index records_by_change on monitor.records (changed_at, state, reason)`,
  `create index triggers_by_change on monitor.triggers (changed_at collate "C", account, trigger, state, reason)`,
  `create index exceptions_by_end on monitor.exceptions (resolved_at) where resolved_at is not null`,
]
