import { insightKey, type Lane, partsOf } from '@concord/domain'
import type { EffectName, Pages, StoredOrder } from './ports.js'

/** What an order stands on in Dotdigital: its owner's data fields, and its record. */
export const effectsOf = ({ account, profileId, key }: Pick<StoredOrder, 'account' | 'profileId' | 'key'>) =>
  ({
    contact: { account, kind: 'contact', ref: profileId },
    record: { account, kind: 'order', ref: key },
  }) satisfies Record<string, EffectName>

/** Asks for both. */
export const bumpOrder = async (pages: Pages, order: StoredOrder, lane: Lane) => {
  const { contact, record } = effectsOf(order)
  return { contactRevision: await pages.bump(contact, lane), orderRevision: await pages.bump(record, lane) }
}

/** The key of a record in Dotdigital, from the record's own. */
export const insightKeyOf = (key: string): string => {
  const { marketplace, id } = partsOf(key)
  return insightKey(marketplace, id)
}
