import { type Kysely, sql } from 'kysely'
import { comparisonStatements } from './migration-comparisons.js'
import { deedStatements } from './migration-deeds.js'
import { identityStatements } from './migration-identity.js'
import { watchingStatements } from './migration-watching.js'

const running = (statements: readonly string[]) => ({
  up: async (db: Kysely<unknown>): Promise<void> => {
    for (const statement of statements) await sql.raw(statement).execute(db)
  },
})

const projection = [
  `create table publisher.contacts (
     account text not null,
     profile_id text not null,
     email_sealed text not null,
     address_hash text not null,
     locale text,
     contact_id bigint,
     is_ours boolean not null default false,
     consent jsonb not null,
     primary key (account, profile_id))`,
  `create index contacts_by_address on publisher.contacts (account, address_hash)`,
  `create table publisher.orders (
     record_key text primary key,
     version text collate "C" not null,
     account text not null,
     marketplace text not null,
     profile_id text not null,
     seller_id text,
     sealed text not null,
     dispute_ended_at text,
     contact_revision integer not null,
     order_revision integer not null,
     is_settled boolean not null,
     cause jsonb not null)`,
  `create index orders_by_profile on publisher.orders (account, profile_id)`,
  `create index orders_by_seller on publisher.orders (account, marketplace, seller_id)`,
  `create index orders_unsettled on publisher.orders (account) where not is_settled`,
  `create table publisher.returns (
     record_key text primary key,
     version text collate "C" not null,
     order_key text not null,
     account text not null,
     snapshot jsonb not null,
     is_settled boolean not null,
     cause jsonb not null)`,
  `create index returns_by_order on publisher.returns (order_key)`,
  `create table publisher.sellers (
     record_key text primary key,
     version text collate "C" not null,
     account text not null,
     marketplace text not null,
     snapshot jsonb not null,
     revision integer not null,
     is_settled boolean not null,
     cause jsonb not null)`,
]

const queue = [
  `create table publisher.effects (
     account text not null,
     kind text not null,
     ref text not null,
     lane text not null,
     state text not null,
     wanted_revision integer not null,
     sent_revision integer not null default 0,
     done_revision integer not null default 0,
     import_id text,
     due_since text collate "C" not null,
     outcome jsonb,
     primary key (account, kind, ref))`,
  `create index effects_due on publisher.effects (account, kind, due_since) where state = 'due'`,
  `create index effects_by_import on publisher.effects (import_id) where import_id is not null`,
  `create table publisher.imports (
     id text primary key,
     account text not null,
     kind text not null,
     remote_id text,
     taken_at text collate "C" not null)`,
  `create table publisher.triggers (
     account text not null,
     trigger text not null,
     subject text not null,
     order_key text not null,
     occurred_at text not null,
     state text not null,
     reason text not null,
     detail text,
     proof jsonb not null,
     revision integer not null,
     told_revision integer not null,
     look_at text collate "C" not null,
     intended_at text collate "C",
     enrolment_id text,
     changed_at text collate "C" not null,
     primary key (account, trigger, subject))`,
  `create index triggers_open on publisher.triggers (account, look_at) where state in ('due', 'waiting')`,
  `create index triggers_untold on publisher.triggers (changed_at) where told_revision < revision`,
  `create index triggers_by_order on publisher.triggers (order_key)`,
  `create table publisher.outcomes (
     record_key text not null,
     record_version text collate "C" not null,
     cause jsonb not null,
     outcome jsonb not null,
     is_told boolean not null,
     changed_at text collate "C" not null,
     primary key (record_key, record_version))`,
  `create index outcomes_untold on publisher.outcomes (changed_at) where not is_told`,
]

export const migrations = {
  '0001-projection': running([...projection, ...queue]),
  '0002-identity': running(identityStatements),
  '0003-readings': running([`alter table publisher.orders add column read_at text collate "C"`]),
  '0004-repairs': running([
    `alter table publisher.effects add column repairs integer not null default 0`,
    // A backlog of one lane is not looked through for the other.
    `drop index publisher.effects_due`,
    `create index effects_due on publisher.effects (account, kind, lane, due_since) where state = 'due'`,
  ]),
  '0005-tallies': running([
    `alter table publisher.orders add column placed_at text collate "C", add column tally jsonb`,
    `drop index publisher.orders_by_seller`,
    `create index orders_by_seller on publisher.orders (account, marketplace, seller_id, placed_at)`,
  ]),
  // What is read in the order of names, byte by byte, so that it can be laid beside the books of others.
  '0006-audit': running([
    ...['orders', 'returns', 'sellers'].map(
      (table) => `create index ${table}_by_name on publisher.${table} (record_key collate "C")`,
    ),
    `create index orders_in_dispute on publisher.orders (marketplace, seller_id) where in_dispute_since is not null`,
    `create index triggers_by_name on publisher.triggers
       (account collate "C", trigger collate "C", subject collate "C")`,
  ]),
  '0007-comparisons': running(comparisonStatements),
  '0008-subjects': running([`create index triggers_by_subject on publisher.triggers (account, subject)`]),
  '0009-comparing': running([
    `alter table publisher.triggers add column sent_at text collate "C"`,
    `alter table publisher.comparisons add column tried_since text collate "C"`,
    // Some are taken at a time, in turn.
    `drop index publisher.differences_to_mend`,
    `create index differences_to_mend on publisher.differences (comparison_id, n) where mending = 'asked'`,
  ]),
  '0010-watching': running(watchingStatements),
  '0011-deeds': running(deedStatements),
}
