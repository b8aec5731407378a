import type { Instant, Lane, Origin, Outcome } from '@concord/domain'
import { partsOfVersion } from '@concord/domain'
import type { SealKeyMissing, Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Entry } from '../ports.js'
import { type Batch, type Candidate, claim, giveBack, lockNext, mark } from './postgres-journal-claims.js'
import { fitting, nameOf, type Payload, readPayloads } from './postgres-journal-payloads.js'
import type { RecordRow, Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

/** Of one batch, sealed. */
const batchBytes = 16 * 1024 * 1024
/** For so long a key may be missing here while it is rolled out; then its records wait for a person. */
const missingKeyMs = 3_600_000

/**
 * Claims what is not yet handed on, publishes it, and marks it. No transaction is open while it publishes, so a slow broker
 * holds up nobody else; a crash gives a claim back when it runs out.
 */
export const handOn = async (
  needs: Needs,
  batch: Batch,
  publish: (entries: readonly Entry[]) => Promise<void>,
): Promise<number> => {
  const { entries, held, missing } = await claimBatch(needs, batch)
  if (entries.length > 0) {
    try {
      await publish(entries)
    } catch (failure) {
      // Where not even this succeeds, the claim runs out.
      await giveBack(needs.db, held).catch(() => undefined)
      throw failure
    }
    await mark(needs.db, held, needs.now().toISOString())
  }
  if (missing !== undefined) throw missing
  return entries.length
}

const claimBatch = ({ db, vault, now }: Needs, batch: Batch) =>
  db.transaction().execute(async (transaction) => {
    const rows = await fitting(transaction, await lockNext(transaction, batch), batchBytes)
    const until = await claim(transaction, rows)
    const payloads = await readPayloads(transaction, vault, rows.filter(isInFlight))
    const at = now().toISOString()
    const looked = rows.map((row): Looked => ({ row, payload: payloads.get(nameOf(row)) }))
    const entries = looked.filter((one) => missingKeyOf(one, at) === undefined).map((one) => entryOf(one, at))
    await setAside(transaction, entries)
    // What needs a key that may come is claimed and not handed on, so that it comes last, here or at another replica.
    const [missing] = looked.flatMap((one) => missingKeyOf(one, at) ?? [])
    return { entries, held: { until, names: entries }, missing }
  })

interface Looked {
  readonly row: Candidate
  readonly payload: Payload | undefined
}

const isInFlight = ({ state }: RecordRow): boolean => state === 'in-flight'

const missingKeyOf = ({ row, payload }: Looked, at: Instant): SealKeyMissing | undefined =>
  payload?.isOpen === false && Date.parse(at) - Date.parse(row.moved_at) < missingKeyMs ? payload.missing : undefined

/** What cannot be opened is told as waiting for a person, so that it holds nobody up. */
const entryOf = ({ row, payload }: Looked, at: Instant): Entry => {
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

/** Puts down what is waiting from now on, while its row is locked: as soon as it is told it may be moved again. */
const setAside = async (transaction: Transaction<Tables>, entries: readonly Entry[]): Promise<void> => {
  const waiting = entries.filter(({ outcome }) => outcome.state === 'waiting')
  if (waiting.length === 0) return
  const textsOf = (textOf: (entry: Entry) => string | undefined) => waiting.map((entry) => textOf(entry) ?? null)
  await sql`update ingest.records r set state = n.state, reason = n.reason, detail = n.detail, moved_at = n.moved_at
    from unnest(${textsOf(({ key }) => key)}::text[], ${textsOf(({ version }) => version)}::text[],
      ${textsOf(({ outcome }) => outcome.state)}::text[], ${textsOf(({ outcome }) => outcome.reason)}::text[],
      ${textsOf(({ outcome }) => outcome.detail)}::text[], ${textsOf(({ movedAt }) => movedAt)}::text[])
      as n(key, version, state, reason, detail, moved_at)
    where r.key = n.key and r.version = n.version`.execute(transaction)
}
