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

/**
 * The index holds all that the suppression set is filled from, in the order it is filled in; it need not look at the rows
 * themselves where these were vacuumed, and a full reading writes every row anew.
 */
const grantsAndClosed = [
  `alter table consent.consent_facts add column granted_at text`,
  `create index consent_facts_closed on consent.consent_facts (account, address_hash) include (status)
     where scope = 'email' and status not in ('unknown', 'subscribed', 'pending', 'not-subscribed')`,
  `alter table consent.consent_facts set (autovacuum_vacuum_scale_factor = 0.05)`,
]

/** A contact is known by its number wherever its address goes; what a person said outlasts what became of the address. */
const contactsAndWills = [
  `alter table consent.consent_facts add column contact_id bigint, add column will text`,
  `create index consent_facts_by_contact on consent.consent_facts (account, contact_id) where contact_id is not null`,
]

/** The hash is of the marketplace, too, so it tells a customer from all others. */
const customersByHash = [
  `alter table consent.customers drop constraint customers_pkey`,
  `alter table consent.customers drop column marketplace`,
  `alter table consent.customers add primary key (customer_hash)`,
]

const orderOwners = [
  `create table consent.owners (
     marketplace text not null,
     order_id text not null,
     profile_id text not null,
     revision bigint not null,
     primary key (marketplace, order_id))`,
  `insert into consent.owners select marketplace, order_id, profile_id, revision from consent.orders`,
]

/** What somebody said stays, whatever they say later. */
const everyStatement = [
  `alter table consent.statements drop constraint statements_pkey`,
  `alter table consent.statements add primary key (account, address_hash, said_at, is_granted, marketplace)`,
]

const lags = [
  `create table consent.opt_out_lags (
     account text not null,
     learned_at text collate "C" not null,
     seconds integer not null)`,
  `create index opt_out_lags_by_age on consent.opt_out_lags (account, learned_at)`,
]

export const migrations = {
  '0001-ledger': running(tables),
  '0002-scopes-and-customers': running(scopesAndCustomers),
  '0003-both-directions': running(bothDirections),
  '0004-grants-and-closed': running(grantsAndClosed),
  '0005-contacts-and-wills': running(contactsAndWills),
  '0006-customers-by-hash': running(customersByHash),
  '0007-order-owners': running(orderOwners),
  '0008-every-statement': running(everyStatement),
  '0009-lags': running(lags),
}
