const tables = [
  `create sequence identity.births`,
  `create sequence identity.revisions`,
  `create table identity.identifiers (
     name text collate "C" primary key,
     scope text not null,
     seed text not null unique,
     born bigint not null default nextval('identity.births'),
     profile_id text not null,
     address_sealed text,
     strength text not null,
     shown_at text not null,
     addresses integer not null,
     crowd integer)`,
  `create index identifiers_by_profile on identity.identifiers (profile_id)`,
  `create table identity.edges (
     low text collate "C" not null,
     high text collate "C" not null,
     record text,
     strength text not null,
     since text not null,
     verdict text,
     primary key (low, high))`,
  `create index edges_by_high on identity.edges (high)`,
  `create table identity.people (id text primary key, revision bigint not null, addresses text[] not null)`,
  `create table identity.orders (
     record_key text primary key,
     checkout text not null,
     sights jsonb not null,
     first_name text,
     anchor text,
     is_identified boolean not null)`,
  `create index orders_by_anchor on identity.orders (anchor)`,
  `create index orders_by_checkout on identity.orders (checkout)`,
  `create index orders_beside on identity.orders (first_name) where anchor is distinct from first_name`,
  `create table identity.changes (
     id bigint generated always as identity primary key,
     at text not null,
     is_merge boolean not null,
     sides_before jsonb not null,
     sides_after jsonb not null,
     profile_ids text[] not null,
     evidence jsonb not null,
     decision_sealed text)`,
  `create index changes_by_profile on identity.changes using gin (profile_ids)`,
  `create table identity.news (
     id bigint generated always as identity primary key,
     at text not null,
     item_sealed text not null,
     is_told boolean not null default false)`,
  `create index news_untold on identity.news (id) where not is_told`,
]

/** Each profile keeps its id as the seed of whichever identifier was linked first. */
const carriedLinks = [
  `insert into identity.identifiers (name, scope, seed, born, profile_id, address_sealed, strength, shown_at, addresses)
     select evidence || ':' || identifier, case when evidence = 'email' then 'shared' else '' end,
       case when nth = 1 then profile_id else gen_random_uuid()::text end, nextval('identity.births'), profile_id,
       case when evidence = 'email' then email_sealed end, 'carried-over', '', 0
     from (
       select l.identifier, l.evidence, l.profile_id, l.linked_at, p.email_sealed, row_number() over (
         partition by l.profile_id order by l.linked_at, l.evidence, l.identifier) as nth
       from identity.links l join identity.profiles p on p.id = l.profile_id
       order by l.linked_at, l.evidence, l.identifier) as linked`,
  `insert into identity.edges (low, high, strength, since)
     select least(h.name, i.name), greatest(h.name, i.name), 'carried-over', p.created_at
     from identity.identifiers h
     join identity.identifiers i on i.profile_id = h.profile_id and i.name <> h.name
     join identity.profiles p on p.id = h.profile_id
     where h.seed = h.profile_id`,
]

/** What a customer id was seen with counts as evidence from now on; it is acted on when one of the two comes again. */
const carriedSightings = [
  `insert into identity.identifiers (name, scope, seed, profile_id, strength, shown_at, addresses)
     select name, scope, seed, seed, 'carried-over', '', 0 from (
       select name, scope, gen_random_uuid()::text as seed from (
         select distinct 'customer:' || identifier as name, '' as scope from identity.sightings
         union select distinct 'email:' || email_hash, 'shared' from identity.sightings) as seen) as seeded
     on conflict (name) do nothing`,
  `insert into identity.edges (low, high, strength, since)
     select 'customer:' || identifier, 'email:' || email_hash, 'carried-over', '' from identity.sightings
     on conflict (low, high) do nothing`,
  `update identity.identifiers i set addresses = (
     select count(*) from identity.edges e where e.low = i.name and e.high like 'email:%') where i.name like 'customer:%'`,
]

const carriedRecords = [
  `insert into identity.people (id, revision, addresses)
     select profile_id, nextval('identity.revisions'),
       coalesce(array_agg(name order by name) filter (where address_sealed is not null), '{}')
     from identity.identifiers group by profile_id`,
  `insert into identity.orders (record_key, checkout, sights, first_name, anchor, is_identified)
     select o.record_key, '', jsonb_build_array(jsonb_build_object('name', i.name, 'strength', 'carried-over', 'at', '')),
       i.name, i.name, p.email_sealed is not null
     from identity.order_owner o
     join identity.profiles p on p.id = o.profile_id
     join identity.identifiers i on i.seed = o.profile_id`,
  `alter table identity.waiting add column lane text not null default 'realtime'`,
  `alter table identity.waiting add column is_order_known boolean not null default true`,
  `alter table identity.waiting add column told_at text`,
  `update identity.waiting set is_order_known = false where order_key is not null`,
  `update identity.waiting set order_key = record_key where order_key is null`,
  `alter table identity.waiting alter column order_key set not null`,
  `alter table identity.waiting drop column profile_id, drop column checkout`,
  `create index waiting_untold on identity.waiting (since) where told_at is null`,
  `alter table identity.checkouts add column sights jsonb not null default '[]'`,
  `alter table identity.checkouts drop column email_sealed`,
  `drop table identity.links, identity.order_owner, identity.sightings, identity.profiles`,
  `alter table identity.people rename to profiles`,
]

/** Identifiers, evidence and orders in place of links that pointed at profiles. */
export const people: readonly string[] = [...tables, ...carriedLinks, ...carriedSightings, ...carriedRecords]
