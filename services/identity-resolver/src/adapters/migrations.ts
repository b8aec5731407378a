import { type Kysely, sql } from 'kysely'
import { people } from './migration-people.js'

const running = (statements: readonly string[]) => ({
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
})

const tables = [
  `create table identity.profiles (id text primary key, email_sealed text, created_at text not null)`,
  `create table identity.links (
     identifier text primary key,
     profile_id text not null references identity.profiles,
     evidence text not null,
     linked_at text not null)`,
  `create index links_by_profile on identity.links (profile_id)`,
  `create table identity.sightings (identifier text not null, email_hash text not null, primary key (identifier, email_hash))`,
  `create table identity.order_owner (record_key text primary key, profile_id text not null references identity.profiles)`,
  `create index order_owner_by_profile on identity.order_owner (profile_id)`,
  `create table identity.waiting (
     record_key text primary key,
     record_version text collate "C" not null,
     profile_id text,
     order_key text,
     since text not null)`,
  `create index waiting_by_profile on identity.waiting (profile_id)`,
  `create index waiting_by_order on identity.waiting (order_key)`,
]

const checkouts = [
  `create table identity.checkouts (
     checkout text primary key,
     email_sealed text,
     record_version text collate "C" not null)`,
  `alter table identity.waiting add column checkout text`,
  `create index waiting_by_checkout on identity.waiting (checkout)`,
]

/** In the order of their names; what has run once is never changed. */
export const migrations = {
  '0001-registry': running(tables),
  '0002-checkouts': running(checkouts),
  '0003-people': running(people),
}
