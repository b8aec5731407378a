import type { Message } from '@concord/contracts'
import type { Instant, RecordKey } from '@concord/domain'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './tables.js'

const dayMs = 86_400_000
const hourMs = 3_600_000
const minuteMs = 60_000
/** Rows of one update, so that a million of them hold nobody up for long. */
const batch = 2_000
/** What waits for a message that may be lost, rather than for a person. */
const forEvidence = ['identity', 'identity-overdue', 'order']

const isUnsettled = sql`state in ('in-flight', 'waiting')`
const toInFlight = sql`state = 'in-flight', reason = 'on-its-way', detail = null`
/** To be handed on, also where a relay is publishing it at this moment: what it publishes is out of date. */
export const toHandOn = sql`published_at = null, claimed_until = null`

interface Pause {
  readonly at: Instant
  /** The column since when it has been as it is. */
  readonly since: 'accepted_at' | 'moved_at'
  readonly leastMs: number
  readonly mostMs: number
}

/**
 * When a record is due again: after as long as it has been as it is, so that what stays is driven ever more seldom, and
 * a queue that is merely long does not grow by what it holds.
 */
const dueAgain = ({ at, since, leastMs, mostMs }: Pause) => {
  const age = sql`${at}::timestamptz - ${sql.ref(since)}::timestamptz`
  const pause = sql`least(make_interval(secs => ${mostMs / 1_000}), greatest(make_interval(secs => ${leastMs / 1_000}), ${age}))`
  return sql`to_char((${at}::timestamptz + ${pause}) at time zone 'UTC', 'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"')`
}

/** Where a record stands, as the other services say. */
export const move = (
  db: Kysely<Tables>,
  message: Message<'record.waiting.v1' | 'record.settled.v1'>,
): Promise<Instant | undefined> =>
  db.transaction().execute(async (transaction) => {
    const { recordkey, recordversion, time, data } = message
    await lockUnsettled(transaction, [recordkey])
    // A wait that is older than the release from it says nothing any more, nor does an outcome older than a replay. None
    // is older than the acceptance, whatever the clock of whoever tells it says.
    const isNewer = sql`moved_at < ${time}`
    const isNews =
      data.state === 'waiting' ? sql`(${isNewer} or moved_at = accepted_at)` : sql`(not is_replay or ${isNewer})`
    const askedAt = dueAgain({ at: time, since: 'accepted_at', leastMs: minuteMs, mostMs: dayMs })
    const due = forEvidence.includes(data.reason) ? askedAt : sql`due_at`
    const { rows } = await sql<{ accepted_at: Instant; is_replay: boolean }>`update ingest.records
      set state = ${data.state}, reason = ${data.reason}, detail = ${data.detail ?? null}, moved_at = ${time}, due_at = ${due}
      where key = ${recordkey} and version = ${recordversion} and ${isUnsettled} and ${isNews}
      returning accepted_at, is_replay`.execute(transaction)
    await supersedeWaiting(transaction, recordkey, time)
    return data.state === 'waiting' ? undefined : rows.find(({ is_replay }) => !is_replay)?.accepted_at
  })

const supersedeWaiting = (transaction: Transaction<Tables>, key: RecordKey, at: Instant) =>
  sql`update ingest.records older
    set state = 'superseded', reason = 'newer-version', detail = null, moved_at = ${at}, ${toHandOn}
    where key = ${key} and state = 'waiting' and exists (
      select 1 from ingest.records newer
      where newer.key = older.key and newer.version > older.version and newer.state in ('delivered', 'withheld'))`.execute(
    transaction,
  )

/** Always in the same order, so that two who name the same records never wait for each other. */
const lockUnsettled = (transaction: Transaction<Tables>, keys: readonly RecordKey[]) =>
  sql`select 1 from ingest.records where key = any(${[...keys]}::text[]) and ${isUnsettled}
    order by key, version for update`.execute(transaction)

export const release = (
  db: Kysely<Tables>,
  keys: readonly RecordKey[],
  { at, dueAt }: { readonly at: Instant; readonly dueAt: Instant },
): Promise<number> =>
  db.transaction().execute(async (transaction) => {
    await lockUnsettled(transaction, keys)
    const { numAffectedRows } = await sql`update ingest.records
      set ${toInFlight}, moved_at = ${at}, due_at = ${dueAt}, ${toHandOn}
      where key = any(${[...keys]}::text[]) and ${isUnsettled}`.execute(transaction)
    return Number(numAffectedRows ?? 0n)
  })

/** One batch of what is late: in flight past its time, or waiting for evidence that may have come meanwhile. */
export const driveOverdue = async (db: Kysely<Tables>, instant: Instant, nextDueAt: Instant): Promise<number> => {
  const leastMs = Math.max(0, Date.parse(nextDueAt) - Date.parse(instant))
  const late = await updateBatch(db, {
    set: sql`${toHandOn}, due_at = ${dueAgain({ at: instant, since: 'moved_at', leastMs, mostMs: Math.max(leastMs, hourMs) })}`,
    where: sql`state = 'in-flight' and published_at is not null and due_at < ${instant}`,
  })
  // The release from a wait may have been lost with the broker.
  const asked = await updateBatch(db, {
    set: sql`${toInFlight}, moved_at = ${instant}, due_at = ${nextDueAt}, ${toHandOn}`,
    where: sql`state = 'waiting' and reason = any(${forEvidence}::text[]) and due_at < ${instant}`,
  })
  return late + asked
}

export const driveAll = async (db: Kysely<Tables>, now: Date): Promise<void> => {
  const dayAgo = new Date(now.getTime() - dayMs).toISOString()
  // A relay that died with the bus publishes nothing more; one that lives publishes some of it twice.
  await updateBatch(db, { set: toHandOn, where: sql`published_at is null and claimed_until is not null` })
  await untilNone(() =>
    updateBatch(db, {
      set: sql`${toInFlight}, moved_at = ${now.toISOString()}`,
      where: sql`state = 'waiting' and reason = any(${forEvidence}::text[])`,
    }),
  )
  await untilNone(() =>
    updateBatch(db, {
      set: toHandOn,
      where: sql`published_at is not null and (state = 'in-flight' or moved_at > ${dayAgo})`,
    }),
  )
}

interface Update {
  readonly set: ReturnType<typeof sql>
  readonly where: ReturnType<typeof sql>
}

/** What somebody else holds is left to the next batch. */
const updateBatch = async (db: Kysely<Tables>, { set, where }: Update): Promise<number> => {
  const { numAffectedRows } = await sql`
    with chosen as (
      select key, version from ingest.records where ${where} order by due_at limit ${batch} for update skip locked)
    update ingest.records r set ${set} from chosen where r.key = chosen.key and r.version = chosen.version`.execute(db)
  return Number(numAffectedRows ?? 0n)
}

const untilNone = async (task: () => Promise<number>): Promise<void> => {
  while ((await task()) > 0);
}
