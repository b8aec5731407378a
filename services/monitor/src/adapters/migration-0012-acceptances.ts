import { type Kysely, sql } from 'kysely'

export const acceptances = {
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
}

/** Differences that somebody lets stand, whichever run finds them; and what became of each that was to be mended. */
const statements = [
  `create table monitor.acceptances (
     edge text not null,
     marketplace text not null,
     what text not null,
     key text not null,
     kind text not null,
     fields jsonb not null,
     at text collate "C" not null,
     who text not null,
     role text not null,
     reason text not null)`,
  `create unique index acceptances_by_difference
     on monitor.acceptances (edge, marketplace, key, what, kind, md5(fields::text))`,
  `alter table monitor.differences add column asked text, add column why text`,
]
