import { type Kysely, sql } from 'kysely'

export const alertsTold = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

/** How bad an alert was when it was last told, and what is looked at of each marketplace and state by itself. */
const statements = [
  `alter table monitor.alerts add column told json`,
  `create index pending_by_place on monitor.pending (marketplace, state, since)`,
]
