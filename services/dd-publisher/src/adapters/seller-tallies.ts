import { computedRates, partsOfVersion, ratedSince, recordKey, type RecordKey, type Tally } from '@concord/domain'
import { type Kysely, type Selectable, sql, type Transaction } from 'kysely'
import type { StoredOrder } from '../ports.js'
import type { SellerRow, Tables } from './tables.js'

/**
 * What the orders of sellers count for, by the key of the seller. The three months end with the seller's last sweep, or its
 * newest order where that is later, so that the same projection always gives the same rates. Added up by the database: a
 * seller may have any number of orders.
 */
export const talliesBy = async (
  db: Kysely<Tables>,
  sellers: readonly Selectable<SellerRow>[],
): Promise<ReadonlyMap<RecordKey, Tally>> => {
  const sweptAt = sellers.map(({ version }) => partsOfVersion(version).observedAt)
  const asked = sql`unnest(${sellers.map(({ record_key }) => record_key)}::text[], ${sweptAt}::text[]) as asked(key, swept_at)`
  const { rows: newest } = await sql<{ key: string; until: string }>`
    select asked.key,
      greatest(asked.swept_at collate "C", (select max(o.placed_at) from publisher.orders o where ${isOfSeller})) as until
    from ${asked} join publisher.sellers s on s.record_key = asked.key`.execute(db)
  const since = newest.map(({ until }) => ratedSince(until))
  const { rows } = await sql<{ key: string; tally: Tally }>`
    select asked.key, ${sumOfTallies} as tally
    from unnest(${newest.map(({ key }) => key)}::text[], ${since}::text[]) as asked(key, since)
    join publisher.sellers s on s.record_key = asked.key
    join publisher.orders o on ${isOfSeller} and o.placed_at >= asked.since
    group by asked.key`.execute(db)
  return new Map(rows.map(({ key, tally }) => [key, tally]))
}

const isOfSeller = sql`o.account = s.account and o.marketplace = s.marketplace and o.seller_id = s.snapshot ->> 'id'`

const sumOfTallies = sql`jsonb_build_object(${sql.join(
  (['orders', 'late', 'accepted', 'rejected', 'canceled', 'refunded', 'disputed'] satisfies (keyof Tally)[]).flatMap(
    (name) => [sql.lit(name), sql`sum((o.tally ->> ${sql.lit(name)})::int)`],
  ),
)})`

/**
 * Asks for a seller's record again, a day after it was last asked for. Of a seller all of whose rates Mirakl tells, there is
 * nothing to compute.
 */
export const refreshSeller = async (
  transaction: Transaction<Tables>,
  { account, marketplace, order: { shop } }: StoredOrder,
  now: string,
): Promise<void> => {
  if (shop === undefined) return
  await sql`update publisher.effects e
    set wanted_revision = e.wanted_revision + 1, lane = 'bulk', due_since = greatest(${now}::text collate "C", ${dayAfter}),
      state = case when e.state = 'importing' then 'importing' else 'due' end
    from publisher.sellers s
    where e.account = ${account} and e.kind = 'seller' and e.ref = ${recordKey(marketplace, 'seller', shop.id)}
      and (e.state = 'done' or e.state = 'importing' and e.wanted_revision = e.sent_revision)
      and s.record_key = e.ref and not (s.snapshot ?& ${[...computedRates]}::text[])`.execute(transaction)
}

/** As instants are spelled everywhere. */
const dayAfter = sql`to_char((e.due_since::timestamptz + interval '1 day') at time zone 'UTC',
  'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
