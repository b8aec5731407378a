import { type Kysely, type RawBuilder, sql } from 'kysely'
import type { DisputeLimit, Disputes } from '../disputes.js'
import type { Tables } from './tables.js'

export const postgresDisputes = (db: Kysely<Tables>): Disputes => ({
  async review(limits, at) {
    const overdue = await sql`insert into publisher.disputes as known (order_key, since, state, revision, changed_at)
      select o.record_key, o.in_dispute_since, 'overdue', 1, ${at}
      from publisher.orders o join ${rowsOf(limits)} on limits.account = o.account
      where o.in_dispute_since <= limits.before and not exists (select from publisher.disputes d
        where d.order_key = o.record_key and d.since = o.in_dispute_since and d.state = 'overdue')
      on conflict (order_key, since) do update
        set state = 'overdue', revision = known.revision + 1, changed_at = excluded.changed_at
        where known.state <> 'overdue'`.execute(db)
    const over = await sql`update publisher.disputes d set revision = d.revision + 1, changed_at = ${at},
        state = case when o.in_dispute_since = d.since then 'within-limit' else 'ended' end
      from publisher.orders o join ${rowsOf(limits)} on limits.account = o.account
      where d.state = 'overdue' and o.record_key = d.order_key
        and (o.in_dispute_since is distinct from d.since or o.in_dispute_since > limits.before)`.execute(db)
    return (overdue.numAffectedRows ?? 0n) + (over.numAffectedRows ?? 0n) > 0n
  },
})

const rowsOf = (limits: readonly DisputeLimit[]): RawBuilder<unknown> =>
  sql`unnest(${limits.map(({ account }) => account)}::text[], ${limits.map(({ before }) => before)}::text[])
    as limits (account, before)`
