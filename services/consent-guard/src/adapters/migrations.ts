import { type Kysely, sql } from 'kysely'

export const migrations = {
  '0001-ledger': {
    up: async (db: Kysely<unknown>): Promise<void> => {
      for (const statement of tables) await sql.raw(statement).execute(db)
    },
  },
}

const tables = [
  `create table consent.consent_facts (
     account text not null,
     address_hash text not null,
     status text not null,
     source text not null,
     learned_at text collate "C" not null,
     since text,
     is_told boolean not null,
     primary key (account, address_hash))`,
  `create index consent_facts_untold on consent.consent_facts (learned_at) where not is_told`,
  `create table consent.reads (account text primary key, read_at text not null)`,
]
