import type { Vault } from '@concord/storage'
import type { Transaction } from 'kysely'
import type { Tables } from './tables.js'

/** One data key per customer: destroying it erases all that was sealed with it. */
export interface DataKeys {
  keyOf(subject: string): Buffer
}

/** Reads the keys of these subjects, and makes those that are missing. */
export const loadDataKeys = async (
  transaction: Transaction<Tables>,
  vault: Vault,
  subjects: readonly string[],
): Promise<DataKeys> => {
  // Always in the same order, so that two pages that name the same new customers never wait for each other.
  const wanted = [...new Set(subjects)].toSorted()
  const held = await read(transaction, wanted)
  const missing = wanted.filter((subject) => !held.has(subject))
  const made = await make(transaction, vault, missing)
  return {
    keyOf: (subject) => {
      const wrapped = held.get(subject) ?? made.get(subject)
      if (wrapped === undefined) throw new Error('a subject without a data key')
      return vault.unwrap(wrapped)
    },
  }
}

const make = async (transaction: Transaction<Tables>, vault: Vault, subjects: readonly string[]) => {
  if (subjects.length === 0) return new Map<string, string>()
  await transaction
    .insertInto('data_keys')
    .values(subjects.map((subject) => ({ subject, wrapped: vault.newDataKey().wrapped })))
    .onConflict((conflict) => conflict.doNothing())
    .execute()
  return read(transaction, subjects)
}

const read = async (transaction: Transaction<Tables>, subjects: readonly string[]) => {
  if (subjects.length === 0) return new Map<string, string>()
  const rows = await transaction.selectFrom('data_keys').selectAll().where('subject', 'in', subjects).execute()
  return new Map(rows.map(({ subject, wrapped }) => [subject, wrapped]))
}
