import { type Lane, noveltyOf, type Origin, type Outcome, partsOfVersion } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import { JournalUnavailable } from '../errors.js'
import type { Entry, Item, Journal, Receipt, Share } from '../ports.js'
import { type DataKeys, loadDataKeys } from './data-keys.js'
import type { RecordRow, Tables } from './tables.js'

interface Needs {
  readonly db: Kysely<Tables>
  readonly vault: Vault
  readonly now: () => Date
}

const dayMs = 86_400_000
const unsettled = ['in-flight', 'waiting'] as const
/** What waits for a message that may be lost, rather than for a person. */
const forEvidence = ['identity', 'order']
const onItsWay = { state: 'in-flight', reason: 'on-its-way' } as const

export const postgresJournal = ({ db, vault, now }: Needs): Journal => ({
  store: (items, dueAt) =>
    db
      .transaction()
      .execute((transaction) => store({ transaction, vault, items, dueAt, at: now().toISOString() }))
      .catch((cause: unknown) => {
        throw new JournalUnavailable(cause)
      }),

  async unpublished(limit) {
    const rows = await db
      .selectFrom('records')
      .innerJoin('payloads', (join) =>
        join.onRef('payloads.key', '=', 'records.key').onRef('payloads.version', '=', 'records.version'),
      )
      .innerJoin('data_keys', 'data_keys.subject', 'payloads.subject')
      .selectAll('records')
      .select(['payloads.sealed', 'data_keys.wrapped'])
      .select((row) =>
        row
          .selectFrom('records as first')
          .select((of) => of.fn.min('first.version').as('version'))
          .whereRef('first.key', '=', 'records.key')
          .where('first.origin', '=', 'backfill')
          .as('backfilled'),
      )
      .where('published_at', 'is', null)
      .orderBy('accepted_at')
      .orderBy('records.version')
      .limit(limit)
      .execute()
    return rows.map((row) => entryOf(row, vault))
  },

  async markPublished(entries) {
    if (entries.length === 0) return
    const keys = entries.map(({ key }) => key)
    const versions = entries.map(({ version }) => version)
    const moves = entries.map(({ movedAt }) => movedAt)
    await sql`update ingest.records r set published_at = ${now().toISOString()}
      from unnest(${keys}::text[], ${versions}::text[], ${moves}::text[]) as p(key, version, moved_at)
      where r.key = p.key and r.version = p.version
        and (r.moved_at = p.moved_at or r.state <> 'in-flight')`.execute(db)
  },

  move: ({ recordkey, recordversion, time, data }) =>
    db.transaction().execute(async (transaction) => {
      const { state, reason, detail = null } = data
      const update = transaction
        .updateTable('records')
        .set({ state, reason, detail, moved_at: time })
        .where('key', '=', recordkey)
        .where('version', '=', recordversion)
        .where('state', 'in', unsettled)
      // A wait that is older than the release from it says nothing any more.
      await (state === 'waiting' ? update.where('moved_at', '<', time) : update).execute()
      await supersedeWaiting(transaction, recordkey, time)
    }),

  async release(keys, { at, dueAt }) {
    if (keys.length === 0) return 0
    const { numUpdatedRows } = await db
      .updateTable('records')
      .set({ ...onItsWay, detail: null, moved_at: at, due_at: dueAt, published_at: null })
      .where('key', 'in', keys)
      .where('state', 'in', unsettled)
      .executeTakeFirst()
    return Number(numUpdatedRows)
  },

  async driveOverdue(instant, nextDueAt) {
    const { numUpdatedRows } = await db
      .updateTable('records')
      .set({ published_at: null, due_at: nextDueAt })
      .where('state', '=', 'in-flight')
      .where('published_at', 'is not', null)
      .where('due_at', '<', instant)
      .executeTakeFirst()
    return Number(numUpdatedRows) + (await askForEvidence(db, instant))
  },

  async driveAll() {
    const dayAgo = new Date(now().getTime() - dayMs).toISOString()
    await db
      .updateTable('records')
      .set({ ...onItsWay, moved_at: now().toISOString() })
      .where('state', '=', 'waiting')
      .where('reason', 'in', forEvidence)
      .execute()
    await db
      .updateTable('records')
      .set({ published_at: null })
      .where((row) => row.or([row('state', '=', 'in-flight'), row('moved_at', '>', dayAgo)]))
      .execute()
  },

  async conservation() {
    const { rows } = await sql<{ received: number; shares: Share[] }>`
      with shares as (select state, reason, count(*)::int as count from ingest.records group by 1, 2)
      select (select count(*)::int from ingest.payloads) as received,
        (select coalesce(json_agg(shares order by state, reason), '[]') from shares) as shares`.execute(db)
    return rows[0] ?? { received: 0, shares: [] }
  },
})

/** Once a day what waits for evidence asks for it again: the release may have been lost with the broker. */
const askForEvidence = async (db: Kysely<Tables>, instant: string): Promise<number> => {
  const tomorrow = new Date(Date.parse(instant) + dayMs).toISOString()
  const { numUpdatedRows } = await db
    .updateTable('records')
    .set({ ...onItsWay, moved_at: instant, due_at: tomorrow, published_at: null })
    .where('state', '=', 'waiting')
    .where('reason', 'in', forEvidence)
    .where('due_at', '<', instant)
    .executeTakeFirst()
  return Number(numUpdatedRows)
}

interface Storing {
  readonly transaction: Transaction<Tables>
  readonly vault: Vault
  readonly items: readonly Item[]
  readonly dueAt: string
  readonly at: string
}

const store = async (storing: Storing): Promise<Receipt> => {
  const { transaction, items } = storing
  const held = await lockAndRead(transaction, items)
  const subjects = items.map(({ subject }) => storing.vault.hash(subject))
  const dataKeys = await loadDataKeys(transaction, storing.vault, subjects)
  const receipt = { accepted: 0, duplicates: 0, superseded: 0, quarantined: 0 }

  for (const item of items) {
    const versions = held.get(item.key) ?? []
    const novelty = versions.includes(item.version) ? 'duplicate' : noveltyOf(item.version, versions)
    if (novelty === 'duplicate') {
      receipt.duplicates += 1
      continue
    }
    const outcome: Outcome =
      item.outcome ?? (novelty === 'outdated' ? { state: 'superseded', reason: 'newer-version' } : onItsWay)
    await insert(storing, dataKeys, item, outcome)
    held.set(item.key, [...versions, item.version])
    if (outcome.state === 'in-flight') receipt.accepted += 1
    if (outcome.state === 'superseded') receipt.superseded += 1
    if (outcome.state === 'quarantined') receipt.quarantined += 1
  }
  return receipt
}

/** Holds the keys until the transaction ends, so that two ways in cannot both find the same content new. */
const lockAndRead = async (
  transaction: Transaction<Tables>,
  items: readonly Item[],
): Promise<Map<string, readonly string[]>> => {
  const keys = [...new Set(items.map(({ key }) => key))].toSorted()
  if (keys.length === 0) return new Map()
  await sql`select pg_advisory_xact_lock(hashtextextended(key, 0))
    from (select unnest(${keys}::text[]) as key order by 1) as keys`.execute(transaction)
  const rows = await transaction.selectFrom('records').select(['key', 'version']).where('key', 'in', keys).execute()
  const held = new Map<string, readonly string[]>()
  for (const { key, version } of rows) held.set(key, [...(held.get(key) ?? []), version])
  return held
}

const insert = async (storing: Storing, dataKeys: DataKeys, item: Item, outcome: Outcome): Promise<void> => {
  const { transaction, vault, dueAt, at } = storing
  const { key, version, lane, origin } = item
  const subject = vault.hash(item.subject)
  const sealed = vault.seal(JSON.stringify(item.content), dataKeys.keyOf(subject))
  const { state, reason, detail = null } = outcome
  const times = { accepted_at: at, due_at: dueAt, moved_at: at, published_at: null }
  await transaction.insertInto('payloads').values({ key, version, subject, sealed }).execute()
  await transaction
    .insertInto('records')
    .values({ key, version, lane, origin, state, reason, detail, ...times })
    .execute()
}

const supersedeWaiting = (transaction: Transaction<Tables>, key: string, at: string) =>
  sql`update ingest.records older
    set state = 'superseded', reason = 'newer-version', detail = null, moved_at = ${at}, published_at = null
    where key = ${key} and state = 'waiting' and exists (
      select 1 from ingest.records newer
      where newer.key = older.key and newer.version > older.version and newer.state in ('delivered', 'withheld'))`.execute(
    transaction,
  )

type JournalRow = RecordRow & {
  readonly sealed: string
  readonly wrapped: string
  /** The version a backfill brought. */
  readonly backfilled: string | null
}

const entryOf = (row: JournalRow, vault: Vault): Entry => ({
  key: row.key,
  version: row.version,
  lane: row.lane as Lane,
  origin: row.origin as Origin,
  outcome: { state: row.state, reason: row.reason, detail: row.detail ?? undefined } as Outcome,
  movedAt: row.moved_at,
  backfilledAt: row.backfilled === null ? undefined : partsOfVersion(row.backfilled).observedAt,
  content: JSON.parse(vault.open(row.sealed, vault.unwrap(row.wrapped))) as unknown,
})
