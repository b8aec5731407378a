import { type Instant, partsOf, partsOfVersion } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import { itemOf } from '../items.js'
import type { Item } from '../ports.js'
import { type Fate, fateOf, isUnsettled, type Replay, type ReplayProgress } from '../replay.js'
import { toHandOn } from './postgres-journal-moves.js'
import { fitting, heldAmong, nameOf, readPayloads } from './postgres-journal-payloads.js'
import { lockKeys, storePosts, written } from './postgres-journal-store.js'
import { isSuperseded, matching } from './postgres-replays-criteria.js'
import type { RecordRow, Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
  readonly dueAt: Instant
}

interface Cursor {
  readonly key: string
  readonly version: string
}

interface Batch {
  readonly replay: Replay
  /** The last record that was looked at. */
  readonly cursor: Cursor
}

const batchSize = 200
const batchBytes = 16 * 1024 * 1024

/**
 * Replays the next records after the cursor, and moves it, in one transaction: after a crash nothing is done twice, and of
 * two replicas the second finds the cursor moved and does nothing.
 */
export const carryOutBatch = async (needs: Needs, { replay, cursor }: Batch): Promise<void> => {
  const { db } = needs
  const rows = await fitting(db, await nextRows(db, { replay, cursor }), batchBytes)
  const parsed = await parsedAnew(needs, rows)
  await db.transaction().execute(async (transaction) => {
    if (!(await holdCursor(transaction, replay.id, cursor))) return
    await lockKeys(transaction, [...rows.map(({ key }) => key), ...[...parsed.values()].map(({ key }) => key)])
    const fates = await fatesOf(transaction, replay, rows)
    await handOn(transaction, needs, namesOf(fates, 'handedOn'))
    const done = await replaceInvalid({ ...needs, transaction }, namesOf(fates, 'parse'), parsed)
    const progress = sumOf(replay.progress, { ...countsOf(fates), ...done })
    await moveCursor(transaction, replay.id, { progress, last: rows.at(-1), at: needs.now().toISOString() })
  })
}

const nextRows = async (db: Kysely<Tables>, { replay, cursor }: Batch): Promise<readonly RecordRow[]> => {
  const { rows } = await sql<RecordRow>`select r.* from ingest.records r
    where (r.key, r.version) > (${cursor.key}, ${cursor.version}) and ${matching(replay.criteria, replay.requestedAt)}
    order by r.key, r.version limit ${batchSize}`.execute(db)
  return rows
}

/** What today's parsers make of the invalid ones among these; a payload never changes, so no lock is needed yet. */
const parsedAnew = async ({ db, vault }: Needs, rows: readonly RecordRow[]): Promise<ReadonlyMap<string, Item>> => {
  const invalid = rows.filter(({ state, reason }) => state === 'quarantined' && reason === 'invalid')
  const payloads = await readPayloads(db, vault, invalid)
  return new Map(
    invalid.flatMap((row): [string, Item][] => {
      const payload = payloads.get(nameOf(row))
      return payload?.isOpen === true ? [[nameOf(row), itemAnew(row, payload.content)]] : []
    }),
  )
}

const itemAnew = (row: RecordRow, raw: unknown): Item => {
  const { marketplace, kind } = partsOf(row.key)
  const { observedAt } = partsOfVersion(row.version)
  const item = itemOf({ marketplace, kind, lane: 'bulk', origin: 'replay', observedAt, raw })
  return { ...item, traceparent: row.traceparent ?? undefined }
}

const holdCursor = async (transaction: Transaction<Tables>, id: string, cursor: Cursor): Promise<boolean> => {
  const { rows } = await sql`select 1 from ingest.replays where id = ${id} and finished_at is null
    and cursor_key = ${cursor.key} and cursor_version = ${cursor.version} for update`.execute(transaction)
  return rows.length > 0
}

type Named = Pick<RecordRow, 'key' | 'version'>
interface Fated {
  readonly row: RecordRow
  readonly fate: Fate
}

/** Looks at the records again under lock: since they were read one may have moved, or its payload may be gone. */
const fatesOf = async (
  transaction: Transaction<Tables>,
  { criteria, requestedAt }: Replay,
  rows: readonly RecordRow[],
): Promise<readonly Fated[]> => {
  const { rows: locked } = await sql<RecordRow & { superseded: boolean }>`
    select r.*, ${isSuperseded} as superseded from ingest.records r ${named(rows)}
    where ${matching(criteria, requestedAt)} order by r.key, r.version for update of r`.execute(transaction)
  const held = await heldAmong(transaction, locked)
  return locked.map((row) => {
    const isHeld = held.has(nameOf(row))
    return { row, fate: fateOf({ ...row, isSuperseded: row.superseded, isHeld }) }
  })
}

const named = (names: readonly Named[]) => sql`
  join unnest(${names.map(({ key }) => key)}::text[], ${names.map(({ version }) => version)}::text[]) as n(key, version)
    on r.key = n.key and r.version = n.version`

const namesOf = (fates: readonly Fated[], wanted: Fate): readonly RecordRow[] =>
  fates.filter(({ fate }) => fate === wanted).map(({ row }) => row)

/** What is unsettled keeps lane and origin, or its triggers would be lost; what had settled goes again as a replay. */
const handOn = async (
  transaction: Transaction<Tables>,
  { now, dueAt }: Needs,
  rows: readonly RecordRow[],
): Promise<void> => {
  const again = sql`state = 'in-flight', reason = 'on-its-way', detail = null, ${toHandOn},
    moved_at = ${now().toISOString()}, due_at = ${dueAt}`
  const unsettled = rows.filter(({ state }) => isUnsettled(state))
  const settled = rows.filter(({ state }) => !isUnsettled(state))
  await update(transaction, unsettled, again)
  await update(transaction, settled, sql`${again}, lane = 'bulk', is_replay = true`)
}

const update = async (
  transaction: Transaction<Tables>,
  rows: readonly Named[],
  set: ReturnType<typeof sql>,
): Promise<void> => {
  if (rows.length === 0) return
  await sql`update ingest.records u set ${set} from ingest.records r ${named(rows)}
    where u.key = r.key and u.version = r.version`.execute(transaction)
}

interface Replacing extends Needs {
  readonly transaction: Transaction<Tables>
}

/** Where an invalid record is valid to today's parsers, a new one takes its place, seen when the old one was. */
const replaceInvalid = async (
  { transaction, vault, now, dueAt }: Replacing,
  rows: readonly RecordRow[],
  parsed: ReadonlyMap<string, Item>,
): Promise<Pick<ReplayProgress, 'parsedAnew' | 'stillInvalid'>> => {
  const pairs = rows.flatMap((row) => {
    const item = parsed.get(nameOf(row))
    return item === undefined || item.outcome?.state === 'quarantined' ? [] : [{ row, item }]
  })
  const old = pairs.map(({ row }) => row)
  const items = pairs.map(({ item }) => written(item))
  await storePosts({ transaction, vault, at: now() }, [{ items, dueAt }], new Set(old.map(({ version }) => version)))
  await update(
    transaction,
    old,
    sql`state = 'superseded', reason = 'newer-version', detail = null, ${toHandOn},
      moved_at = ${now().toISOString()}`,
  )
  return { parsedAnew: pairs.length, stillInvalid: rows.length - pairs.length }
}

const countsOf = (fates: readonly Fated[]): Pick<ReplayProgress, 'handedOn' | 'expired' | 'superseded'> => {
  const count = (wanted: Fate): number => fates.filter(({ fate }) => fate === wanted).length
  return { handedOn: count('handedOn'), expired: count('expired'), superseded: count('superseded') }
}

const sumOf = (before: ReplayProgress, more: ReplayProgress): ReplayProgress => ({
  handedOn: before.handedOn + more.handedOn,
  parsedAnew: before.parsedAnew + more.parsedAnew,
  stillInvalid: before.stillInvalid + more.stillInvalid,
  expired: before.expired + more.expired,
  superseded: before.superseded + more.superseded,
})

interface Move {
  readonly progress: ReplayProgress
  readonly last: Named | undefined
  readonly at: Instant
}

const moveCursor = async (
  transaction: Transaction<Tables>,
  id: string,
  { progress, last, at }: Move,
): Promise<void> => {
  const moved = { progress: JSON.stringify(progress) }
  const where = last === undefined ? { finished_at: at } : { cursor_key: last.key, cursor_version: last.version }
  await transaction
    .updateTable('replays')
    .set({ ...moved, ...where })
    .where('id', '=', id)
    .execute()
}
