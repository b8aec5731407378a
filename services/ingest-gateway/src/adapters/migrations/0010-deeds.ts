import { type Kysely, sql } from 'kysely'

/**
 * One trail of whatever people do, each line about one thing, with who it was. `key` and `version` are of copies that were
 * written down before, by no name; whoever still runs that version goes on writing them.
 */
export const deeds = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

const statements = [
  `alter table ingest.deeds
     add column role text not null default 'operator',
     add column about text,
     alter column key drop not null,
     alter column version drop not null,
     add check (num_nonnulls(about, key) = 1)`,
]
