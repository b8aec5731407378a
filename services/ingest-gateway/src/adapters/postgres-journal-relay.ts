import type { Lane, Origin, Outcome } from '@concord/domain'
import { partsOfVersion } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Entry } from '../ports.js'
import { nameOf, type Payload, readPayloads } from './postgres-journal-payloads.js'
import type { RecordRow, Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

interface Batch {
  readonly lane: Lane
  readonly limit: number
}

type Claimed = RecordRow & {
  /** The version a backfill brought. */
  readonly backfilled: string | null
}

/**
 * Publishes what is not yet handed on, and marks it, in one transaction: other replicas pass over what is claimed, and a
 * crash gives it back.
 */
export const handOn = (
  { db, vault, now }: Needs,
  batch: Batch,
  publish: (entries: readonly Entry[]) => Promise<void>,
): Promise<number> =>
  db.transaction().execute(async (transaction) => {
    const claimed = await claim(transaction, batch)
    if (claimed.length === 0) return 0
    const payloads = await readPayloads(transaction, vault, claimed.filter(isInFlight))
    const entries = claimed.map((row) => entryOf(row, payloads.get(nameOf(row)), now().toISOString()))
    await publish(entries)
    await mark(transaction, entries, now().toISOString())
    return claimed.length
  })

/** Of each key the oldest version of the lane alone: the next one is claimed when it is marked, so that replicas keep the order. */
const claim = async (transaction: Transaction<Tables>, { lane, limit }: Batch): Promise<readonly Claimed[]> => {
  const { rows } = await sql<Claimed>`
    select r.*, (select min(first.version) from ingest.records first
      where first.key = r.key and first.origin = 'backfill') as backfilled
    from ingest.records r
    where r.published_at is null and r.lane = ${lane} and not exists (
      select 1 from ingest.records older
      where older.key = r.key and older.lane = r.lane and older.version < r.version and older.published_at is null)
    order by r.accepted_at, r.version limit ${limit} for update of r skip locked`.execute(transaction)
  return rows
}

const mark = async (transaction: Transaction<Tables>, entries: readonly Entry[], at: string): Promise<void> => {
  const outcomes = entries.map(({ outcome }) => outcome)
  await sql`update ingest.records r
    set published_at = ${at}, state = p.state, reason = p.reason, detail = p.detail, moved_at = p.moved_at
    from unnest(${entries.map(({ key }) => key)}::text[], ${entries.map(({ version }) => version)}::text[],
      ${outcomes.map(({ state }) => state)}::text[], ${outcomes.map(({ reason }) => reason)}::text[],
      ${outcomes.map(({ detail }) => detail ?? null)}::text[], ${entries.map(({ movedAt }) => movedAt)}::text[])
      as p(key, version, state, reason, detail, moved_at)
    where r.key = p.key and r.version = p.version`.execute(transaction)
}

const isInFlight = ({ state }: RecordRow): boolean => state === 'in-flight'

/** What cannot be opened is told as waiting for a person, so that it holds nobody up. */
const entryOf = (row: Claimed, payload: Payload | undefined, at: string): Entry => {
  const entry: Omit<Entry, 'content'> = {
    key: row.key,
    version: row.version,
    lane: row.lane as Lane,
    origin: row.is_replay ? 'replay' : (row.origin as Origin),
    outcome: { state: row.state, reason: row.reason, detail: row.detail ?? undefined } as Outcome,
    movedAt: row.moved_at,
    backfilledAt: row.backfilled === null ? undefined : partsOfVersion(row.backfilled).observedAt,
    traceparent: row.traceparent ?? undefined,
  }
  if (!isInFlight(row)) return { ...entry, content: undefined }
  if (payload?.isOpen === true) return { ...entry, content: payload.content }
  const detail = payload?.why ?? 'its payload is gone'
  return { ...entry, content: undefined, movedAt: at, outcome: { state: 'waiting', reason: 'pipeline-fault', detail } }
}
