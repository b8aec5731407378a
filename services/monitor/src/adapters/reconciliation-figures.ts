import { edges } from '@concord/contracts'
import { type Kysely, sql } from 'kysely'
import type { EdgeFigures, FiguresAsked } from '../reconciliation.js'
import { mostExamples } from '../alerts/finding.js'
import { acceptanceOf } from './difference-standings.js'
import type { Tables } from './tables.js'

/**
 * Per edge, all that the last full part of each marketplace found, and what parts after it found besides, each key once and
 * without what is accepted. A narrow run that finds nothing proves nothing about the rest, so only the next full one takes
 * anything back.
 */
export const reconciliationFigures = async (
  db: Kysely<Tables>,
  { since, marketplaces }: FiguresAsked,
): Promise<readonly EdgeFigures[]> => {
  const { rows } = await sql<EdgeFigures>`
    with places as (
      select of.edge, at.marketplace, last.id as whole, last.requested_at
      from unnest(${[...edges]}::text[]) as of (edge) cross join unnest(${[...marketplaces]}::text[]) as at (marketplace)
      left join lateral (select r.id, r.requested_at from monitor.reconciliations r
        join monitor.reconciliation_parts p on p.run = r.id
        where p.edge = of.edge and p.marketplace = at.marketplace and p.state = 'done'
          and r.from_at is null and r.to_at is null
        order by r.requested_at desc limit 1) as last on true),
    counted as (
      select places.*, r.id as run, r.requested_at as begun_at, p.found
      from places join monitor.reconciliation_parts p on p.edge = places.edge and p.marketplace = places.marketplace
      join monitor.reconciliations r on r.id = p.run
      where p.state = 'done' and p.found > 0 and r.requested_at >= coalesce(places.requested_at, '')),
    differing as (
      select c.edge, c.marketplace, c.run, c.begun_at, d.id, d.what, d.key, d.kind, c.run is distinct from c.whole as is_besides
      from counted c join monitor.differences d on d.run = c.run and d.edge = c.edge and d.marketplace = c.marketplace
      where not exists (select from ${acceptanceOf('d')}) and (c.run is not distinct from c.whole
        or not exists (select from monitor.differences known
          where known.run = c.whole and known.edge = d.edge and known.marketplace = d.marketplace
            and known.key = d.key and known.what = d.what and not exists (select from ${acceptanceOf('known')}))))
    select of.edge,
      (coalesce((select sum(c.found) from counted c where c.edge = of.edge and c.run = c.whole), 0)
        - (select count(*) from counted c join monitor.differences d
            on d.run = c.run and d.edge = c.edge and d.marketplace = c.marketplace
            where c.edge = of.edge and c.run = c.whole and exists (select from ${acceptanceOf('d')}))
        + (select count(distinct (d.marketplace, d.what, d.key)) from differing d
            where d.edge = of.edge and d.is_besides))::int as found,
      (select c.run from counted c where c.edge = of.edge order by c.begun_at desc limit 1) as run,
      coalesce((select json_agg(e) from (select d.run, d.what, d.key, d.kind from differing d where d.edge = of.edge
        order by d.begun_at desc, d.id limit ${mostExamples}) as e), '[]') as examples,
      array(select r.id from monitor.reconciliations r join monitor.reconciliation_parts p on p.run = r.id
        where r.requested_at >= ${since} and p.state = 'failed' and p.edge = of.edge
          and p.marketplace = any(${[...marketplaces]}::text[])
          and not exists (select from monitor.reconciliations later
            join monitor.reconciliation_parts done on done.run = later.id
            where later.requested_at > r.requested_at and done.state = 'done'
              and done.edge = p.edge and done.marketplace = p.marketplace)
        group by r.id order by r.requested_at desc) as failed
    from unnest(${[...edges]}::text[]) as of (edge)`.execute(db)
  return rows
}
