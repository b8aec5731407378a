import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { Figures, Period, PeriodFigures } from '../period-figures.js'
import type { Tables } from './tables.js'

export const postgresFigures = (db: Kysely<Tables>): PeriodFigures => {
  const rowsOf = async <Row>(query: RawBuilder<Row>): Promise<readonly Row[]> => (await query.execute(db)).rows
  return {
    of: async (period) => ({
      received: (await rowsOf(received(period)))[0]?.received ?? 0,
      records: await rowsOf(records(period)),
      triggers: await rowsOf(triggers(period)),
      exceptions: await rowsOf(exceptions(period)),
    }),
  }
}

const received = ({ from, to }: Period) => sql<{ received: number }>`
  select count(*)::int as received from monitor.records
  where split_part(record_version, '~', 2) >= ${from} and split_part(record_version, '~', 2) < ${to}`

const records = ({ from, to }: Period) => sql<Figures['records'][number]>`
  select state, reason, count(*)::int as count from monitor.records
  where changed_at >= ${from} and changed_at < ${to} group by 1, 2 order by 1, 2`

const triggers = ({ from, to }: Period) => sql<Figures['triggers'][number]>`
  select account, trigger, state, reason, count(*)::int as count from monitor.triggers
  where changed_at collate "C" >= ${from} and changed_at collate "C" < ${to}
  group by 1, 2, 3, 4 order by 1, 2, 3, 4`

const exceptions = ({ from, to }: Period) => sql<Figures['exceptions'][number]>`
  select type, sum(opened)::int as opened, sum(resolved)::int as resolved, sum(open)::int as open,
    sum(older)::int as older, min(oldest) as "oldestOpenedAt"
  from (
    select type, 1 as opened, 0 as resolved, 0 as open, 0 as older, null::text collate "C" as oldest
    from monitor.exceptions where opened_at >= ${from} and opened_at < ${to}
    union all
    select type, 0, 1, 0, 0, null from monitor.exceptions where resolved_at >= ${from} and resolved_at < ${to}
    union all
    select type, 0, 0, 1, case when opened_at < ${from} then 1 else 0 end, opened_at
    from monitor.exceptions where state = 'open') as counted
  group by type order by type`

/** Each reads the rows of the period alone, by an index of its own. */
export const figureQueries = { received, records, triggers, exceptions } as const
