import { type RawBuilder, sql } from 'kysely'
import { keysNamed, type ReplayCriteria } from '../replay.js'

/** Records `r` that meet every criterion and were accepted no later than the request. */
export const matching = (criteria: ReplayCriteria, requestedAt: string): RawBuilder<unknown> => {
  const { marketplace, kinds, states, reasons, acceptedFrom, acceptedTo } = criteria
  const keys = keysNamed(criteria)
  const conditions = [
    sql`r.accepted_at <= ${requestedAt}`,
    marketplace && sql`split_part(r.key, ':', 1) = ${marketplace}`,
    keys && sql`r.key = any(${[...keys]}::text[])`,
    kinds && sql`split_part(r.key, ':', 2) = any(${kinds}::text[])`,
    states && sql`r.state = any(${states}::text[])`,
    reasons && sql`r.reason = any(${reasons}::text[])`,
    acceptedFrom && sql`r.accepted_at >= ${acceptedFrom}`,
    acceptedTo && sql`r.accepted_at < ${acceptedTo}`,
  ].filter((condition) => typeof condition === 'object')
  return sql.join(conditions, sql` and `)
}

/** Whether a newer version of the key of `r` stands for it; an invalid one stands for nothing. */
export const isSuperseded = sql<boolean>`(r.state = 'superseded' or exists (
  select 1 from ingest.records newer
  where newer.key = r.key and newer.version > r.version and newer.state <> 'superseded'
    and not (newer.state = 'quarantined' and newer.reason = 'invalid')))`
