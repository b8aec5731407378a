/** Disputes that were open for too long once, each told when that changes; and the last visit of a marketplace's links. */
export const watchingStatements: readonly string[] = [
  `create table publisher.disputes (
     order_key text not null,
     since text not null,
     state text not null,
     revision integer not null,
     told_revision integer not null default 0,
     changed_at text collate "C" not null,
     primary key (order_key, since))`,
  `create index disputes_overdue on publisher.disputes (order_key) where state = 'overdue'`,
  `create index disputes_untold on publisher.disputes (changed_at) where told_revision < revision`,
  `create index orders_by_dispute on publisher.orders (account, in_dispute_since) where in_dispute_since is not null`,
  `create table publisher.link_visits (
     marketplace text primary key,
     taken_at text not null,
     visited_at text,
     places jsonb not null)`,
  `create index triggers_by_sending on publisher.triggers (split_part(order_key, ':', 1), sent_at) where sent_at is not null`,
]
