import type { Instant } from '@concord/domain'
import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import { type Fresh, type Held, judge } from '../judge.js'
import type { Item, Receipt } from '../ports.js'
import { dayOf } from '../retention.js'
import { loadDataKeys } from './data-keys.js'
import type { RecordRow, Tables } from './tables.js'

/** An item with its content as the text that is sealed. */
export interface Written extends Item {
  readonly text: string
}

export const written = (item: Item): Written => ({ ...item, text: JSON.stringify(item.content) })

/** The items of one sender, judged in order. */
export interface Post {
  readonly items: readonly Written[]
  readonly dueAt: Instant
}

interface Storing {
  readonly transaction: Transaction<Tables>
  readonly vault: Vault
  readonly at: Date
}

/**
 * Stores what is fresh in these posts, and answers a receipt for each.
 *
 * @param except versions that the items are not compared with, since they take their place
 */
export const storePosts = async (
  storing: Storing,
  posts: readonly Post[],
  except: ReadonlySet<string> = new Set(),
): Promise<readonly Receipt[]> => {
  const keys = posts.flatMap(({ items }) => items.map(({ key }) => key))
  await lockKeys(storing.transaction, keys)
  const held = await versionsOf(storing.transaction, keys, except)
  const judged = posts.map(({ items, dueAt }) => ({ dueAt, ...judge(items, held) }))
  await insert(
    storing,
    judged.flatMap(({ fresh, dueAt }) => fresh.map((one) => ({ ...one, dueAt }))),
  )
  return judged.map(({ receipt }) => receipt)
}

/**
 * Holds the keys until the transaction ends, so that two ways in cannot both find the same content new. In one order for
 * all, so that nobody waits for somebody who waits for him.
 */
export const lockKeys = async (transaction: Transaction<Tables>, keys: readonly string[]): Promise<void> => {
  if (keys.length === 0) return
  await sql`select pg_advisory_xact_lock(hash) from (
    select distinct hashtextextended(key, 0) as hash from unnest(${[...new Set(keys)]}::text[]) as key order by 1) as hashes`.execute(
    transaction,
  )
}

const versionsOf = async (db: Kysely<Tables>, keys: readonly string[], except: ReadonlySet<string>): Promise<Held> => {
  const held: Held = new Map()
  if (keys.length === 0) return held
  const { rows } = await sql<Pick<RecordRow, 'key' | 'version'>>`
    select key, version from ingest.records where key = any(${[...new Set(keys)]}::text[])`.execute(db)
  for (const { key, version } of rows) if (!except.has(version)) held.set(key, [...(held.get(key) ?? []), version])
  return held
}

type Row = Fresh<Written> & { readonly dueAt: Instant }

const insert = async (storing: Storing, rows: readonly Row[]): Promise<void> => {
  if (rows.length === 0) return
  await insertPayloads(storing, rows)
  await insertRecords(storing, rows)
}

const insertPayloads = async ({ transaction, vault, at }: Storing, rows: readonly Row[]): Promise<void> => {
  const day = dayOf(at)
  const subjects = rows.map(({ item }) => vault.hash(item.subject))
  const dataKeys = await loadDataKeys(transaction, vault, { subjects, day })
  const sealed = rows.map(({ item }, index) => vault.seal(item.text, dataKeys.keyOf(subjects[index] ?? '')))
  await sql`insert into ingest.payloads (day, key, version, subject, sealed)
    select ${day}, * from unnest(${textsOf(rows, ({ item }) => item.key)}::text[],
      ${textsOf(rows, ({ item }) => item.version)}::text[], ${subjects}::text[], ${sealed}::text[])`.execute(
    transaction,
  )
}

const insertRecords = async (storing: Storing, rows: readonly Row[]): Promise<void> => {
  const at = storing.at.toISOString()
  await sql`insert into ingest.records (key, version, lane, origin, state, reason, detail, due_at, traceparent,
      accepted_at, moved_at, payload_day)
    select *, ${at}, ${at}, ${dayOf(storing.at)} from unnest(${textsOf(rows, ({ item }) => item.key)}::text[],
      ${textsOf(rows, ({ item }) => item.version)}::text[], ${textsOf(rows, ({ item }) => item.lane)}::text[],
      ${textsOf(rows, ({ item }) => item.origin)}::text[], ${textsOf(rows, ({ outcome }) => outcome.state)}::text[],
      ${textsOf(rows, ({ outcome }) => outcome.reason)}::text[], ${textsOf(rows, ({ outcome }) => outcome.detail)}::text[],
      ${textsOf(rows, ({ dueAt }) => dueAt)}::text[], ${textsOf(rows, ({ item }) => item.traceparent)}::text[])`.execute(
    storing.transaction,
  )
}

const textsOf = (rows: readonly Row[], textOf: (row: Row) => string | undefined): (string | null)[] =>
  rows.map((row) => textOf(row) ?? null)
