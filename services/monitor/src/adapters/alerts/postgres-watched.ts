import { type ExceptionType, exceptionTypes } from '@concord/domain'
import { type Kysely, type RawBuilder, sql } from 'kysely'
import { mostExamples } from '../../alerts/finding.js'
import {
  type Deadline,
  type LateGroup,
  mostCounted,
  type OpenExceptions,
  type PendingGroup,
  type Watched,
} from '../../alerts/watched.js'
import { reconciliationFigures } from '../reconciliation-figures.js'
import type { Tables } from '../tables.js'
import { clocksByPlace, clockSeparator, hoursBefore, type PendingPlace } from './pending-clocks.js'

/** Each question goes along an index and stops at what it counts at most. */
export const postgresWatched = (db: Kysely<Tables>): Watched => ({
  pending: (clocks, marketplaces, now) =>
    db.transaction().execute(async (transaction) => {
      // How many are late nobody knows beforehand, and PostgreSQL would rather read and sort all of them.
      await sql`select set_config('enable_seqscan', 'off', true), set_config('enable_bitmapscan', 'off', true)`.execute(
        transaction,
      )
      const { rows } = await sql<PendingRow>`
        with late as (
          select oldest.* from ${placeRows(clocksByPlace(clocks, marketplaces, now))} cross join lateral (
            select p.*, (c.clock ->> 1)::float8 as hours from monitor.pending p cross join lateral (
              select coalesce(place.clocks -> ${nameIn(sql`p.seller_id`, sql`p.channel`)},
                place.clocks -> ${nameIn(sql`p.seller_id`, sql`null`)}, place.clocks -> ${nameIn(sql`null`, sql`p.channel`)},
                place.clocks -> ${nameIn(sql`null`, sql`null`)}) as clock offset 0) c
            where p.marketplace = place.marketplace and p.state = place.state and p.since < place.cutoff
              and p.since < c.clock ->> 0
            order by p.since limit ${mostCounted}) as oldest)
        select marketplace, state, seller_id, max(seller_name) as seller_name, channel, hours, count(*)::int as count,
          min(since) as oldest_at, (array_agg(record_key order by since, record_key))[1:${sql.lit(mostExamples)}] as orders
        from late group by marketplace, state, seller_id, channel, hours
        order by marketplace, state, seller_id, channel`.execute(transaction)
      return rows.map(toPending).toSorted((left, right) => right.count - left.count)
    }),

  async late(deadlines, now) {
    const { rows } = await sql<Omit<LateGroup, 'records'> & { records: string[] }>`
      select d.marketplace, d.state, d.reason, d.hours::float8 as hours, late.count, late.oldest_at as "oldestAt", late.records
      from ${deadlineRows(deadlines, now)} cross join lateral (
        select count(*)::int as count, min(changed_at) as oldest_at,
          (array_agg(record_key order by changed_at, record_key))[1:${sql.lit(mostExamples)}] as records
        from (
          select r.record_key, r.changed_at from monitor.records r
          where r.state in ('in-flight', 'waiting') and r.state = d.state and r.reason = d.reason
            and split_part(r.record_key, ':', 1) = d.marketplace and (r.changed_at collate "C") < d.cutoff
          order by r.changed_at collate "C" limit ${mostCounted}) as oldest) as late
      where late.count > 0`.execute(db)
    return rows
  },

  async exceptions(marketplaces) {
    const types = sql`unnest(${[...exceptionTypes]}::text[]) as t (type)`
    const { rows } = await sql<OpenExceptions & { readonly type: ExceptionType }>`
      select t.type, m.marketplace, open.count, open.records
      from ${types} cross join unnest(${[...marketplaces]}::text[]) as m (marketplace) cross join lateral (
        select count(*)::int as count,
          (array_agg(record_key order by opened_at desc, record_key))[1:${sql.lit(mostExamples)}] as records
        from (
          select e.record_key, e.opened_at from monitor.exceptions e
          where e.state = 'open' and e.type = t.type and e.marketplace = m.marketplace
          order by e.opened_at desc limit ${mostCounted}) as newest) as open
      where open.count > 0`.execute(db)
    return rows
  },

  async strangeValues(since) {
    const rows = await db
      .selectFrom('strange_values')
      .selectAll()
      .where('last_at', '>', since)
      .orderBy('last_at', 'desc')
      .limit(mostCounted)
      .execute()
    return rows.map(({ record_key, last_at, ...row }) => ({ ...row, record: record_key, lastAt: last_at }))
  },

  agreement: (asked) => reconciliationFigures(db, asked),
})

interface PendingRow {
  readonly marketplace: string
  readonly state: string
  readonly seller_id: string | null
  readonly seller_name: string | null
  readonly channel: string | null
  readonly hours: number
  readonly count: number
  readonly oldest_at: string
  readonly orders: string[]
}

const toPending = ({ seller_id: id, seller_name: name, channel, oldest_at, ...row }: PendingRow): PendingGroup => ({
  ...row,
  seller: id === null ? undefined : { id, name: name ?? id },
  channel: channel ?? undefined,
  oldestAt: oldest_at,
})

/** As clocks are named in a place; who is not named is empty. */
const nameIn = (seller: RawBuilder<unknown>, channel: RawBuilder<unknown>) =>
  sql`(coalesce(${seller}::text, '') || ${clockSeparator}::text || coalesce(${channel}::text, ''))`

const placeRows = (places: readonly PendingPlace[]) =>
  sql`unnest(${places.map(({ marketplace }) => marketplace)}::text[], ${places.map(({ state }) => state)}::text[],
    ${places.map(({ cutoff }) => cutoff)}::text[], ${places.map(({ clocks }) => JSON.stringify(clocks))}::jsonb[])
    as place (marketplace, state, cutoff, clocks)`

const deadlineRows = (deadlines: readonly Deadline[], now: string) =>
  sql`unnest(${deadlines.map(({ marketplace }) => marketplace)}::text[], ${deadlines.map(({ state }) => state)}::text[],
    ${deadlines.map(({ reason }) => reason)}::text[], ${deadlines.map(({ hours }) => hours)}::float8[],
    ${deadlines.map(({ hours }) => hoursBefore(now, hours))}::text[])
    as d (marketplace, state, reason, hours, cutoff)`
