import { type ExceptionType, exceptionTypes } from '@concord/domain'
import { type Kysely, sql } from 'kysely'
import { mostExamples } from '../../alerts/finding.js'
import {
  type Deadline,
  type LateGroup,
  mostCounted,
  type OpenExceptions,
  type PendingClock,
  type PendingGroup,
  type Watched,
} from '../../alerts/watched.js'
import type { Tables } from '../tables.js'

/** Each question goes along an index and stops at what it counts at most. */
export const postgresWatched = (db: Kysely<Tables>): Watched => ({
  async pending(clocks, marketplaces, now) {
    const { rows } = await sql<PendingRow>`
      with clocks as (select * from ${clockRows(clocks, now)}),
        longest as (
          select m.marketplace, c.state, max(c.cutoff) as cutoff
          from clocks c join unnest(${[...marketplaces]}::text[]) as m (marketplace)
            on coalesce(c.marketplace, m.marketplace) = m.marketplace
          group by m.marketplace, c.state),
        late as (
          select oldest.* from longest cross join lateral (
            select p.*, c.hours from monitor.pending p cross join lateral (
              select c.cutoff, c.hours from clocks c where c.state = p.state
                and coalesce(c.marketplace, p.marketplace) = p.marketplace
                and (c.seller is null or c.seller = p.seller_id) and (c.channel is null or c.channel = p.channel)
              order by (c.seller is not null) desc, (c.channel is not null) desc, (c.marketplace is not null) desc
              limit 1) c
            where p.marketplace = longest.marketplace and p.state = longest.state
              and p.since < longest.cutoff and p.since < c.cutoff
            order by p.since limit ${mostCounted}) as oldest)
      select marketplace, state, seller_id, max(seller_name) as seller_name, channel, hours, count(*)::int as count,
        min(since) as oldest_at, (array_agg(record_key order by since, record_key))[1:${sql.lit(mostExamples)}] as orders
      from late group by marketplace, state, seller_id, channel, hours
      order by count(*) desc, marketplace, state, seller_id, channel`.execute(db)
    return rows.map(toPending)
  },

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

const before = (now: string, hours: number): string => new Date(Date.parse(now) - hours * 3_600_000).toISOString()

const clockRows = (clocks: readonly PendingClock[], now: string) =>
  sql`unnest(${clocks.map(({ state }) => state)}::text[], ${clocks.map(({ marketplace }) => marketplace ?? null)}::text[],
    ${clocks.map(({ seller }) => seller ?? null)}::text[], ${clocks.map(({ channel }) => channel ?? null)}::text[],
    ${clocks.map(({ hours }) => hours)}::float8[], ${clocks.map(({ hours }) => before(now, hours))}::text[])
    as clock (state, marketplace, seller, channel, hours, cutoff)`

const deadlineRows = (deadlines: readonly Deadline[], now: string) =>
  sql`unnest(${deadlines.map(({ marketplace }) => marketplace)}::text[], ${deadlines.map(({ state }) => state)}::text[],
    ${deadlines.map(({ reason }) => reason)}::text[], ${deadlines.map(({ hours }) => hours)}::float8[],
    ${deadlines.map(({ hours }) => before(now, hours))}::text[])
    as d (marketplace, state, reason, hours, cutoff)`
