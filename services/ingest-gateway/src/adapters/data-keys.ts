import type { Vault } from '@concord/storage'
import type { Transaction } from 'kysely'
import type { Item } from '../ports.js'
import type { Tables } from './tables.js'

/**
 * One data key per customer, made where there is none: destroying it erases all that was sealed with it.
 *
 * Customers are taken in one order, so that two pages that name the same new ones never wait for each other.
 */
export const dataKeysOf = async (
  transaction: Transaction<Tables>,
  vault: Vault,
  items: readonly Item[],
): Promise<(item: Item) => DataKey> => {
  const subjects = new Map(items.map((item) => [item.subject, vault.hash(item.subject)]))
  const keys = new Map<string, Buffer>()
  for (const subject of [...new Set(subjects.values())].toSorted()) keys.set(subject, await load(transaction, vault, subject))
  return (item) => {
    const subject = subjects.get(item.subject) ?? ''
    const key = keys.get(subject)
    return { subject, key }
  }
}
