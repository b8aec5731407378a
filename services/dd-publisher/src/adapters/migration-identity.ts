/** Who owns an order, where its record stands, and who is which contact: what merges, splits and new addresses need. */
export const identityStatements: readonly string[] = [
  `create table publisher.owners (
     order_key text primary key,
     profile_id text not null,
     revision integer not null)`,
  `insert into publisher.owners select record_key, profile_id, 0 from publisher.orders`,
  `create table publisher.homes (
     order_key text not null,
     contact_id bigint not null,
     state text not null,
     primary key (order_key, contact_id))`,
  `insert into publisher.homes select o.record_key, c.contact_id, 'here'
     from publisher.orders o
     join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
     join publisher.effects e on e.account = o.account and e.kind = 'order' and e.ref = o.record_key
     where c.contact_id is not null and e.sent_revision > 0`,
  `create table publisher.creations (
     account text not null,
     contact_id bigint not null,
     primary key (account, contact_id))`,
  `insert into publisher.creations select distinct account, contact_id from publisher.contacts
     where is_ours and contact_id is not null`,
  `alter table publisher.contacts
     alter column email_sealed drop not null,
     alter column address_hash drop not null,
     add column revision integer not null default 0,
     add column standing_hash text,
     add column other_facts jsonb not null default '{}',
     add column grant_sealed text`,
  `update publisher.contacts set standing_hash = address_hash where contact_id is not null`,
  `create index contacts_by_id on publisher.contacts (account, contact_id)`,
  `create index contacts_by_other_address on publisher.contacts using gin (other_facts)`,
  `alter table publisher.effects add column target bigint`,
  `update publisher.effects e set target = c.contact_id
     from publisher.contacts c
     where e.state = 'importing' and e.kind = 'contact' and c.account = e.account and c.profile_id = e.ref`,
  `update publisher.effects e set target = c.contact_id
     from publisher.orders o
     join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
     where e.state = 'importing' and e.kind = 'order' and o.record_key = e.ref`,
  `create index effects_importing on publisher.effects (account) where state = 'importing'`,
  `alter table publisher.orders
     add column in_dispute_since text,
     add column incidents jsonb not null default '[]'`,
  `alter table publisher.triggers add column contact_id bigint`,
  `update publisher.triggers t set contact_id = c.contact_id
     from publisher.orders o
     join publisher.contacts c on c.account = o.account and c.profile_id = o.profile_id
     where t.enrolment_id is not null and o.record_key = t.order_key`,
]
