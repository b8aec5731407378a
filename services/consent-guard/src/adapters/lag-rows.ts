import { type Kysely, sql } from 'kysely'
import type { ConsentLedger, Lags } from '../ports.js'
import type { Tables } from './tables.js'

const keptMs = 7 * 86_400_000

export const lagRows = (db: Kysely<Tables>): Pick<ConsentLedger, 'noteLags' | 'lagsSince'> => ({
  async noteLags(account, lags) {
    const [first] = lags
    if (first === undefined) return
    const rows = lags.map(({ learnedAt, seconds }) => ({ account, learned_at: learnedAt, seconds }))
    await db.insertInto('opt_out_lags').values(rows).execute()
    const before = new Date(Date.parse(first.learnedAt) - keptMs).toISOString()
    await db.deleteFrom('opt_out_lags').where('account', '=', account).where('learned_at', '<', before).execute()
  },

  async lagsSince(account, since, lateSeconds) {
    const { rows } = await sql<Lags>`
      select count(*)::int as learned, count(*) filter (where seconds > ${lateSeconds})::int as late,
        coalesce(max(seconds), 0) as "worstSeconds"
      from consent.opt_out_lags where account = ${account} and learned_at >= ${since}`.execute(db)
    return rows[0] ?? { learned: 0, late: 0, worstSeconds: 0 }
  },
})
