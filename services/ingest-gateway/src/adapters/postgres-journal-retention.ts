import { type Kysely, sql, type Transaction } from 'kysely'
import type { PayloadDays } from '../retention.js'
import { daysHeld, keptDay, makeDay, partitionOf } from './postgres-journal-days.js'
import type { RecordRow, Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly now: () => Date
}

/** Where the payload of a record is that was kept beyond its day and has been deleted since. */
const goneDay = 'gone'

/** Rows of one transaction. */
const batch = 1_000
const isUnsettled = sql`r.state in ('in-flight', 'waiting')`

export const postgresPayloadDays = ({ db, now }: Needs): PayloadDays => ({
  make: (day) => makeDay(db, day),
  held: () => daysHeld(db),

  keepUnsettled: (day) =>
    db.transaction().execute(async (transaction) => {
      const names = await lockRecords(transaction, sql`r.payload_day = ${day} and ${isUnsettled}`)
      await sql`update ingest.payloads p set day = ${keptDay} ${namedBy(names)} and p.day = ${day}`.execute(transaction)
      await placeAt(transaction, names, keptDay)
      return names.length
    }),

  drop: (day) =>
    db.transaction().execute(async (transaction) => {
      await sql`set local lock_timeout = '3s'`.execute(transaction)
      await sql`select pg_advisory_xact_lock(hashtext('drop a day of ingest.payloads'))`.execute(transaction)
      if (!(await daysHeld(transaction)).includes(day)) return undefined
      const payloads = await countForGood(transaction, day)
      // Whoever reads a payload to replay its record holds the table until he commits, and this waits for him; whoever
      // comes later finds the day gone.
      await sql`lock table only ingest.payloads in access exclusive mode`.execute(transaction)
      if (await hasUnsettled(transaction, day)) return undefined
      await countDropped(transaction, { day, payloads, at: now().toISOString() })
      await sql`drop table ${partition(day)}`.execute(transaction)
      return payloads
    }),

  dropKept: () =>
    db.transaction().execute(async (transaction) => {
      const names = await lockRecords(transaction, sql`r.payload_day = ${keptDay} and not (${isUnsettled})`)
      await sql`delete from ingest.payloads p using ${unnested(names)}
        where p.day = ${keptDay} and p.key = n.key and p.version = n.version`.execute(transaction)
      await placeAt(transaction, names, goneDay)
      if (names.length > 0)
        await countDropped(transaction, { day: keptDay, payloads: names.length, at: now().toISOString() })
      return names.length
    }),

  destroyIdleKeys: async () => {
    const [oldest] = await daysHeld(db)
    if (oldest === undefined) return 0
    const { numAffectedRows } = await sql`
      with idle as (
        select subject from ingest.data_keys k
        where last_day < ${oldest}
          and not exists (select 1 from ingest.payloads p where p.day = ${keptDay} and p.subject = k.subject)
        limit ${batch} for update skip locked)
      delete from ingest.data_keys k using idle where k.subject = idle.subject`.execute(db)
    return Number(numAffectedRows ?? 0n)
  },
})

const partition = (day: string) => sql.table(`ingest.${partitionOf(day)}`)

/** Counts a day while nothing comes into it or leaves it, until the transaction ends; other days are not concerned. */
const countForGood = async (transaction: Transaction<Tables>, day: string): Promise<number> => {
  await sql`lock table ${partition(day)} in share mode`.execute(transaction)
  const { rows } = await sql<{ payloads: number }>`select count(*)::int as payloads from ${partition(day)}`.execute(
    transaction,
  )
  return rows[0]?.payloads ?? 0
}

type Name = Pick<RecordRow, 'key' | 'version'>

const lockRecords = async (transaction: Transaction<Tables>, where: ReturnType<typeof sql>): Promise<Name[]> => {
  const { rows } = await sql<Name>`select r.key, r.version from ingest.records r where ${where}
    order by r.key, r.version limit ${batch} for update skip locked`.execute(transaction)
  return rows
}

const unnested = (names: readonly Name[]) => sql`
  unnest(${names.map(({ key }) => key)}::text[], ${names.map(({ version }) => version)}::text[]) as n(key, version)`

const namedBy = (names: readonly Name[]) => sql`from ${unnested(names)} where p.key = n.key and p.version = n.version`

const placeAt = async (transaction: Transaction<Tables>, names: readonly Name[], day: string): Promise<void> => {
  await sql`update ingest.records p set payload_day = ${day} ${namedBy(names)}`.execute(transaction)
}

const hasUnsettled = async (transaction: Transaction<Tables>, day: string): Promise<boolean> => {
  const { rows } = await sql<{ is: boolean }>`
    select exists (select 1 from ingest.records r where r.payload_day = ${day} and ${isUnsettled}) as is`.execute(
    transaction,
  )
  return rows[0]?.is === true
}

/** In the transaction that drops them, so that both sides of the equation move at once. */
const countDropped = async (
  transaction: Transaction<Tables>,
  { day, payloads, at }: { readonly day: string; readonly payloads: number; readonly at: string },
): Promise<void> => {
  await sql`insert into ingest.dropped as held (day, payloads, dropped_at) values (${day}, ${payloads}, ${at})
    on conflict (day) do update set payloads = held.payloads + excluded.payloads, dropped_at = excluded.dropped_at`.execute(
    transaction,
  )
}
