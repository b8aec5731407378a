import { PermanentFailure } from '@concord/domain'
import { SealKeyMissing, type Vault } from '@concord/storage'
import { type Kysely, sql } from 'kysely'
import type { RecordRow, Tables } from './tables.js'

type PayloadName = Pick<RecordRow, 'key' | 'version' | 'payload_day'>

export type Payload =
  | { readonly isOpen: true; readonly content: unknown }
  /** Why it cannot be opened; names no content. */
  | { readonly isOpen: false; readonly why: string; readonly missing?: SealKeyMissing }

/** Names a record version among others; neither part holds a line break. */
export const nameOf = ({ key, version }: Pick<RecordRow, 'key' | 'version'>): string => `${key}\n${version}`

/** Which of these payloads are still held. What is held is not dropped before the transaction ends. */
export const heldAmong = async (db: Kysely<Tables>, names: readonly PayloadName[]): Promise<ReadonlySet<string>> => {
  if (names.length === 0) return new Set()
  const { rows } = await sql<Pick<RecordRow, 'key' | 'version'>>`
    select p.key, p.version from ingest.payloads p ${namedBy(names)}`.execute(db)
  return new Set(rows.map(nameOf))
}

/** As many of these, from the first on, as have payloads of at most so many bytes together; at least one. */
export const fitting = async <Name extends PayloadName>(
  db: Kysely<Tables>,
  names: readonly Name[],
  mostBytes: number,
): Promise<readonly Name[]> => {
  if (names.length === 0) return []
  const { rows } = await sql<{ key: string; version: string; bytes: number }>`
    select p.key, p.version, octet_length(p.sealed) as bytes from ingest.payloads p ${namedBy(names)}`.execute(db)
  const bytesOf = new Map(rows.map((row) => [nameOf(row), row.bytes]))
  let sum = 0
  const end = names.findIndex((name, index) => (sum += bytesOf.get(nameOf(name)) ?? 0) > mostBytes && index > 0)
  return end === -1 ? names : names.slice(0, end)
}

/** Reads payloads that are held; those that are gone are left out. */
export const readPayloads = async (
  db: Kysely<Tables>,
  vault: Vault,
  names: readonly PayloadName[],
): Promise<ReadonlyMap<string, Payload>> => {
  if (names.length === 0) return new Map()
  const { rows } = await sql<{ key: string; version: string; sealed: string; wrapped: string | null }>`
    select p.key, p.version, p.sealed, k.wrapped from ingest.payloads p
    left join ingest.data_keys k on k.subject = p.subject ${namedBy(names)}`.execute(db)
  return new Map(rows.map((row) => [nameOf(row), opened(vault, row)]))
}

/** The days are named beside the payloads, so that the partitions of all other days are left alone. */
const namedBy = (names: readonly PayloadName[]) => sql`
  join unnest(${names.map(({ payload_day }) => payload_day)}::text[], ${names.map(({ key }) => key)}::text[],
      ${names.map(({ version }) => version)}::text[]) as n(day, key, version)
    on p.day = n.day and p.key = n.key and p.version = n.version
  where p.day = any(${[...new Set(names.map(({ payload_day }) => payload_day))]}::text[])`

const opened = (vault: Vault, { sealed, wrapped }: { sealed: string; wrapped: string | null }): Payload => {
  if (wrapped === null) return { isOpen: false, why: 'its data key was destroyed' }
  try {
    return { isOpen: true, content: JSON.parse(vault.open(sealed, vault.unwrap(wrapped))) as unknown }
  } catch (failure) {
    if (failure instanceof SealKeyMissing) return { isOpen: false, why: failure.message, missing: failure }
    if (failure instanceof PermanentFailure) return { isOpen: false, why: failure.message }
    throw failure
  }
}
