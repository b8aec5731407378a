import { type Kysely, sql } from 'kysely'

const running = (statements: readonly string[]) => ({
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
})

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

/** The scope `email` is the account as a whole. */
const scopesAndCustomers = [
  `alter table consent.consent_facts add column scope text not null default 'email', add column is_ours boolean not null default false`,
  `alter table consent.consent_facts drop constraint consent_facts_pkey`,
  `alter table consent.consent_facts add primary key (account, address_hash, scope)`,
  `alter table consent.reads add column full_read_at text, add column scopes text not null default ''`,
  `update consent.reads set full_read_at = read_at`,
  `alter table consent.reads alter column full_read_at set not null`,
  `create table consent.customers (
     marketplace text not null,
     customer_hash text not null,
     profile_id text not null,
     revision bigint not null,
     address_hash text,
     other_hashes text not null,
     primary key (marketplace, customer_hash))`,
  `create index customers_by_profile on consent.customers (profile_id)`,
]

/** What closes marketing at present was an opt-out, but for our own marks, which close nothing. */
const bothDirections = [
  `create table consent.opt_outs (account text not null, address_hash text not null, primary key (account, address_hash))`,
  `insert into consent.opt_outs
     select distinct account, address_hash from consent.consent_facts
     where status not in ('unknown', 'subscribed', 'pending', 'not-subscribed') and scope not like 'preference:%'`,
  `create table consent.statements (
     account text not null,
     address_hash text not null,
     said_at text collate "C" not null,
     is_granted boolean not null,
     marketplace text not null,
     evidence_sealed text not null,
     primary key (account, address_hash))`,
  `create table consent.profiles (profile_id text primary key, revision bigint not null, addresses text[] not null)`,
  `create index profiles_by_address on consent.profiles using gin (addresses)`,
  `create table consent.orders (
     marketplace text not null,
     order_id text not null,
     profile_id text not null,
     revision bigint not null,
     created_at text not null,
     version text collate "C" not null,
     is_closed boolean not null,
     shown text,
     is_sure boolean not null,
     sure_since text collate "C" not null,
     owed_value text,
     tries integer not null,
     due_at text collate "C",
     failure text,
     primary key (marketplace, order_id))`,
  `create index orders_by_profile on consent.orders (profile_id)`,
  `create index orders_due on consent.orders (marketplace, due_at)
     where owed_value is not null and failure is null and not is_closed`,
]

export const migrations = {
  '0001-ledger': running(tables),
  '0002-scopes-and-customers': running(scopesAndCustomers),
  '0003-both-directions': running(bothDirections),
}
