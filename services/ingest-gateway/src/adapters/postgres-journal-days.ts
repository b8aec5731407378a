import { type Kysely, sql } from 'kysely'
import { dayPlus } from '../retention.js'
import type { Tables } from './tables.js'

/** The partition of what was unsettled when its day was dropped. */
export const keptDay = 'kept'

export const partitionOf = (day: string): string => `payloads_${day.replaceAll('-', '_')}`

/** The days that payloads are held of, oldest first; `kept` is none of them. */
export const daysHeld = async (db: Kysely<Tables>): Promise<readonly string[]> => {
  const { rows } = await sql<{ day: string }>`
    select replace(substring(c.relname from '^payloads_(\\d{4}_\\d\\d_\\d\\d)$'), '_', '-') as day
    from pg_inherits i join pg_class c on c.oid = i.inhrelid
    where i.inhparent = 'ingest.payloads'::regclass and c.relname ~ '^payloads_\\d{4}_\\d\\d_\\d\\d$'
    order by 1`.execute(db)
  return rows.map(({ day }) => day)
}

/**
 * Makes the partition of a day, unless it is there.
 *
 * It is made apart and attached, which holds up nobody who stores or reads meanwhile.
 */
export const makeDay = (db: Kysely<Tables>, day: string): Promise<void> =>
  db.transaction().execute(async (transaction) => {
    await sql`select pg_advisory_xact_lock(hashtext('ingest.payloads'))`.execute(transaction)
    const name = sql.table(`ingest.${partitionOf(day)}`)
    const { rows } = await sql<{ isThere: boolean }>`
      select to_regclass(${`ingest.${partitionOf(day)}`}) is not null as "isThere"`.execute(transaction)
    if (rows[0]?.isThere === true) return
    await sql`create table ${name} (like ingest.payloads including defaults including constraints)`.execute(transaction)
    await sql`alter table ingest.payloads attach partition ${name}
      for values from (${sql.lit(day)}) to (${sql.lit(dayPlus(day, 1))})`.execute(transaction)
  })

/** Makes the partition of the day that is stored on, once for each day in this process. */
export const createDayMaker = (db: Kysely<Tables>): ((day: string) => Promise<void>) => {
  let made = ''
  return async (day) => {
    if (day === made) return
    await makeDay(db, day)
    made = day
  }
}
