import { edges } from '@concord/contracts'
import { type Kysely, sql } from 'kysely'
import type { FiguresAsked, ReconciliationFigures } from '../reconciliation.js'
import type { Tables } from './tables.js'

/**
 * Per marketplace and edge, all that its last full part found, and what parts after it found besides, each key once. A
 * narrow run that finds nothing proves nothing about the rest, so only the next full one takes anything back.
 */
export const reconciliationFigures = async (
  db: Kysely<Tables>,
  { since, marketplaces }: FiguresAsked,
): Promise<ReconciliationFigures> => {
  const { rows } = await sql<ReconciliationFigures>`
    select coalesce(sum(coalesce(whole.found, 0) + besides.found), 0)::int as found,
      (select count(distinct p.run)::int from monitor.reconciliations r
        join monitor.reconciliation_parts p on p.run = r.id
        where r.requested_at >= ${since} and p.state = 'failed' and p.marketplace = any(${[...marketplaces]}::text[])
          and not exists (select from monitor.reconciliations later
            join monitor.reconciliation_parts done on done.run = later.id
            where later.requested_at > r.requested_at and done.state = 'done'
              and done.edge = p.edge and done.marketplace = p.marketplace)) as failed
    from unnest(${[...marketplaces]}::text[]) as at (marketplace) cross join unnest(${[...edges]}::text[]) as of (edge)
    left join lateral (select r.id, r.requested_at, p.found from monitor.reconciliations r
      join monitor.reconciliation_parts p on p.run = r.id
      where p.edge = of.edge and p.marketplace = at.marketplace and p.state = 'done'
        and r.from_at is null and r.to_at is null
      order by r.requested_at desc limit 1) as whole on true
    cross join lateral (select count(distinct (d.what, d.key)) as found from monitor.reconciliations r
      join monitor.reconciliation_parts p on p.run = r.id
      join monitor.differences d on d.run = p.run and d.edge = p.edge and d.marketplace = p.marketplace
      where p.edge = of.edge and p.marketplace = at.marketplace and p.state = 'done' and p.found > 0
        and r.requested_at >= coalesce(whole.requested_at, '') and r.id is distinct from whole.id
        and not exists (select from monitor.differences known
          where known.run = whole.id and known.edge = of.edge and known.marketplace = at.marketplace
            and known.key = d.key and known.what = d.what)) as besides`.execute(db)
  return rows[0] ?? { found: 0, failed: 0 }
}
