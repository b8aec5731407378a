import type { Vault } from '@concord/storage'
import { type Kysely, sql, type Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** One data key per customer: destroying it erases all that was sealed with it. */
export interface DataKeys {
  keyOf(subject: string): Buffer
}

/**
 * Reads the keys of these subjects, makes those that are missing, and notes the day they are used on: a key is destroyed
 * once every day it was used on is dropped.
 */
export const loadDataKeys = async (
  transaction: Transaction<Tables>,
  vault: Vault,
  use: { readonly subjects: readonly string[]; readonly day: string },
): Promise<DataKeys> => {
  const { day } = use
  // Always in the same order, so that two pages that name the same new customers never wait for each other.
  const wanted = [...new Set(use.subjects)].toSorted()
  const held = await keepFor(transaction, await read(transaction, wanted), day)
  const missing = wanted.filter((subject) => !held.has(subject))
  const made = await make(transaction, vault, { subjects: missing, day })
  return {
    keyOf: (subject) => {
      const wrapped = held.get(subject) ?? made.get(subject)
      if (wrapped === undefined) throw new Error('a subject without a data key')
      return vault.unwrap(wrapped)
    },
  }
}

interface Held {
  readonly subject: string
  readonly wrapped: string
  readonly last_day: string
}

/** Those held, less those destroyed since they were read. */
const keepFor = async (transaction: Transaction<Tables>, held: readonly Held[], day: string) => {
  const stale = held.filter(({ last_day }) => last_day < day).map(({ subject }) => subject)
  const fresh = held.filter(({ last_day }) => last_day >= day)
  const kept = stale.length === 0 ? [] : await used(transaction, stale, day)
  return new Map([...fresh, ...kept].map(({ subject, wrapped }) => [subject, wrapped]))
}

const used = async (transaction: Transaction<Tables>, subjects: readonly string[], day: string) => {
  const { rows } = await sql<Omit<Held, 'last_day'>>`
    with locked as (
      select subject from ingest.data_keys where subject = any(${subjects}::text[]) order by subject for update)
    update ingest.data_keys k set last_day = greatest(k.last_day, ${day})
    from locked where k.subject = locked.subject returning k.subject, k.wrapped`.execute(transaction)
  return rows
}

const make = async (
  transaction: Transaction<Tables>,
  vault: Vault,
  { subjects, day }: { readonly subjects: readonly string[]; readonly day: string },
) => {
  if (subjects.length === 0) return new Map<string, string>()
  const wrapped = subjects.map(() => vault.newDataKey().wrapped)
  // One that a peer made meanwhile, perhaps before midnight, is used on this day as well.
  const { rows } = await sql<Omit<Held, 'last_day'>>`insert into ingest.data_keys as k (subject, wrapped, last_day)
    select subject, wrapped, ${day} from unnest(${subjects}::text[], ${wrapped}::text[]) as made(subject, wrapped)
    order by subject collate "C"
    on conflict (subject) do update set last_day = greatest(k.last_day, excluded.last_day)
    returning k.subject, k.wrapped`.execute(transaction)
  return new Map(rows.map((row) => [row.subject, row.wrapped]))
}

const read = async (db: Kysely<Tables>, subjects: readonly string[]): Promise<readonly Held[]> => {
  if (subjects.length === 0) return []
  const { rows } = await sql<Held>`
    select subject, wrapped, last_day from ingest.data_keys where subject = any(${subjects}::text[])`.execute(db)
  return rows
}
