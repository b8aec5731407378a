import { type AccountRules, disputeOverdueBefore, usualDisputeLimitDays } from '@concord/domain'
import type { Figure } from '@concord/runtime'
import { type Kysely, sql } from 'kysely'
import type { Tables } from './tables.js'

/** Where every trigger stands, and how the sellers do. */
export const postgresFigures = async (
  db: Kysely<Tables>,
  accounts: readonly Pick<AccountRules, 'id' | 'disputeLimitDays'>[],
  now: Date,
): Promise<readonly Figure[]> => [
  ...(await triggers(db)),
  ...(await sellers(db)),
  ...(await disputes(db, accounts, now)),
]

const triggers = async (db: Kysely<Tables>): Promise<readonly Figure[]> => {
  const { rows } = await sql<{ account: string; state: string; reason: string; count: number }>`
    select account, state, reason, count(*)::int as count from publisher.triggers group by 1, 2, 3`.execute(db)
  return rows.map(({ count, ...labels }): Figure => ({ name: 'concord_triggers', labels, value: count }))
}

/** States that Mirakl's documents do not name are counted together. */
const sellers = async (db: Kysely<Tables>): Promise<readonly Figure[]> => {
  const { rows } = await sql<{ marketplace: string; seller_state: string; count: number }>`
    select marketplace, count(*)::int as count,
      case when snapshot->>'state' in ('OPEN', 'CLOSE', 'SUSPENDED', 'TERMINATED') then snapshot->>'state' else 'other' end
        as seller_state
    from publisher.sellers group by 1, 3`.execute(db)
  return rows.map(({ count, ...labels }): Figure => ({ name: 'concord_sellers', labels, value: count }))
}

const disputes = async (
  db: Kysely<Tables>,
  accounts: Parameters<typeof postgresFigures>[1],
  now: Date,
): Promise<readonly Figure[]> => {
  const before = accounts.map(({ disputeLimitDays = usualDisputeLimitDays }) =>
    disputeOverdueBefore(now, disputeLimitDays),
  )
  const { rows } = await sql<{ marketplace: string; orders: number; sellers: number; overdue: number }>`
    select marketplace, coalesce(orders, 0) as orders, coalesce(sellers, 0) as sellers, coalesce(overdue, 0) as overdue
    from (select distinct marketplace from publisher.sellers) as known full join (
      select marketplace, count(*)::int as orders, count(distinct seller_id)::int as sellers,
        count(*) filter (where in_dispute_since <= before)::int as overdue
      from publisher.orders left join unnest(${accounts.map(({ id }) => id)}::text[], ${before}::text[]) as limits (account, before)
        using (account)
      where in_dispute_since is not null group by 1) as disputes using (marketplace)`.execute(db)
  return rows.flatMap(({ marketplace, ...counts }): Figure[] => [
    { name: 'concord_orders_in_dispute', labels: { marketplace }, value: counts.orders },
    { name: 'concord_orders_in_dispute_overdue', labels: { marketplace }, value: counts.overdue },
    { name: 'concord_sellers_in_dispute', labels: { marketplace }, value: counts.sellers },
  ])
}
