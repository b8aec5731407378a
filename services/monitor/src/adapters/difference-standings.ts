import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { DifferenceFilter, DifferenceKept, DifferenceState, Marks, Standing } from '../differences.js'
import type { Page, Paging } from '../exceptions.js'
import { pageOf } from './postgres-exceptions.js'
import { type StandingRow, toDifference } from './reconciliation-rows.js'
import type { Tables } from './tables.js'

/** What somebody accepted of a difference, as `a`. A record that differs in another way is not accepted. */
export const acceptanceOf = (difference: string): RawBuilder<unknown> => {
  const of = (column: string) => sql.ref(`${difference}.${column}`)
  return sql`monitor.acceptances a where a.edge = ${of('edge')} and a.marketplace = ${of('marketplace')}
    and a.key = ${of('key')} and a.what = ${of('what')} and a.kind = ${of('kind')}
    and md5(a.fields::text) = md5(${of('fields')}::text)`
}

const isGone = sql`exists (select from monitor.reconciliations own
  cross join lateral (select r.id from monitor.reconciliations r join monitor.reconciliation_parts p on p.run = r.id
    where r.requested_at > own.requested_at and r.from_at is null and r.to_at is null
      and p.edge = d.edge and p.marketplace = d.marketplace and p.state = 'done'
    order by r.requested_at desc limit 1) as later
  where own.id = d.run and not exists (select from monitor.differences again
    where again.run = later.id and again.edge = d.edge and again.marketplace = d.marketplace
      and again.key = d.key and again.what = d.what))`

/** Those of a run that fit, each with how it stands. */
export const standingsIn = (run: string, filter: DifferenceFilter): RawBuilder<StandingRow> => {
  const { ids, isLeft, edge, marketplace, kind, what } = filter
  const given = Object.entries({ edge, marketplace, kind, what }).flatMap(([column, value]) =>
    value === undefined ? [] : [sql`${sql.ref(`d.${column}`)} = ${value}`],
  )
  const named = ids === undefined ? [] : [sql`d.id = any(${[...ids]}::bigint[])`]
  return sql<StandingRow>`(select * from (
    select d.*, a.at as accepted_at, a.who as accepted_by, a.role as accepted_as, a.reason,
      case when ${isGone} then 'mended' when a.at is not null then 'accepted' else coalesce(d.asked, 'open') end as state
    from monitor.differences d left join lateral (select a.* from ${acceptanceOf('d')}) as a on true
    where ${sql.join([sql`d.run = ${run}`, ...given, ...named], sql` and `)}) as standing
    ${isLeft === true ? sql`where state not in ('mended', 'accepted')` : sql``}) as s`
}

export const differencesOf = async (
  db: Kysely<Tables>,
  of: { readonly run: string; readonly filter: DifferenceFilter },
  { after: [after = '0'] = [], limit }: Paging,
): Promise<Page<DifferenceKept>> => {
  const { rows } = await sql<StandingRow>`select * from ${standingsIn(of.run, of.filter)}
    where id > ${after}::bigint order by id limit ${limit + 1}`.execute(db)
  return pageOf(rows.map(toDifference), limit, (last) => [last.id])
}

export const countStandings = async (db: Kysely<Tables>, run: string): Promise<readonly Standing[]> => {
  const { rows } = await sql<Standing>`
    select edge, kind, state, is_repairable as "isRepairable", count(*)::int as count from ${standingsIn(run, {})}
    group by edge, kind, state, is_repairable order by edge desc, kind, state, is_repairable`.execute(db)
  return rows
}

export const countStates = async (
  db: Kysely<Tables>,
  run: string,
  filter: DifferenceFilter,
): Promise<Readonly<Partial<Record<DifferenceState, number>>>> => {
  const { rows } = await sql<{ state: DifferenceState; count: number }>`
    select state, count(*)::int as count from ${standingsIn(run, filter)} group by state`.execute(db)
  return Object.fromEntries(rows.map(({ state, count }) => [state, count]))
}

export const markDifferences = async (db: Kysely<Tables>, { mending, refused }: Marks): Promise<void> => {
  await sql`update monitor.differences d set asked = told.asked, why = told.why
    from (select unnest(${[...mending]}::bigint[]) as id, 'mending' as asked, null as why
      union all select id, 'refused', why from unnest(${refused.map(({ id }) => id)}::bigint[],
        ${refused.map(({ why }) => why)}::text[]) as refused (id, why)) as told
    where d.id = told.id`.execute(db)
}
