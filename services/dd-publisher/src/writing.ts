import {
  type AccountRules,
  type ContactFieldValues,
  contactWrite,
  type MarketplaceRules,
  orderWrite,
  recordKey,
  type RecordWrite,
  sellerWrite,
} from '@concord/domain'
import type { Platform } from './dotdigital-port.js'
import type { Batch, ContactHistory, Item, Writings } from './effects-port.js'

export interface WritingNeeds {
  readonly account: AccountRules
  readonly platform: Platform
  readonly rulesOf: (marketplace: string) => MarketplaceRules
  readonly writings: Writings
}

/** What is written for the items of a batch, spelled out. */
export type Spelled =
  | { readonly kind: 'contact' | 'former'; readonly writes: readonly ContactWrite[] }
  | { readonly kind: 'order'; readonly writes: readonly (RecordWrite & Named & { readonly contactId: number })[] }
  | { readonly kind: 'seller'; readonly writes: readonly (RecordWrite & Named)[] }

interface Named {
  /** The effect's own name, by which it is held or done. */
  readonly ref: string
}

interface ContactWrite extends Named {
  readonly contactId: number
  readonly fields: ContactFieldValues
}

/** What is written is read from the projection only now, so the newest wins; to whom was settled when it was taken. */
export const spell = async (needs: WritingNeeds, { kind, items }: Pick<Batch, 'kind' | 'items'>): Promise<Spelled> => {
  switch (kind) {
    case 'contact':
    case 'former':
      return { kind, writes: await contactWrites(needs, items) }
    case 'order':
      return { kind, writes: await orderWrites(needs, items) }
    case 'seller':
      return { kind, writes: await sellerWrites(needs, items) }
  }
}

/** Starts the import of what was spelled out; answers its id. */
export const sendSpelled = ({ account, platform }: WritingNeeds, spelled: Spelled): Promise<string> => {
  switch (spelled.kind) {
    case 'contact':
    case 'former':
      return platform.importContacts(spelled.writes.map(({ contactId, fields }) => ({ contactId, fields })))
    case 'order':
      return platform.importOrders(
        account.collections.orders,
        spelled.writes.map(({ key, json, contactId }) => ({ key, json, contactId })),
      )
    case 'seller':
      return platform.importSellers(
        account.collections.sellers,
        spelled.writes.map(({ key, json }) => ({ key, json })),
      )
  }
}

/** Whole histories are read for a few fields each, so not of a whole batch at once. */
const historiesAtOnce = 200

const contactWrites = async (
  { account, writings }: WritingNeeds,
  items: readonly Item[],
): Promise<readonly ContactWrite[]> => {
  const refs = new Map(items.map(({ ref, contactId = 0 }) => [contactId, ref]))
  const ids = [...refs.keys()]
  const writes: ContactWrite[] = []
  for (let from = 0; from < ids.length; from += historiesAtOnce) {
    for (const history of await writings.histories(account.id, ids.slice(from, from + historiesAtOnce))) {
      const { contactId } = history
      writes.push({ ref: refs.get(contactId) ?? '', contactId, ...contactWrite(historyOf(history)) })
    }
  }
  return writes
}

const orderWrites = async ({ writings, rulesOf }: WritingNeeds, items: readonly Item[]) => {
  const contactIds = new Map(items.map(({ ref, contactId = 0 }) => [ref, contactId]))
  const orders = await writings.orders([...contactIds.keys()])
  return orders.map((stored) => ({
    ref: stored.key,
    contactId: contactIds.get(stored.key) ?? 0,
    ...orderWrite(stored, rulesOf(stored.marketplace)),
  }))
}

const sellerWrites = async ({ writings }: WritingNeeds, items: readonly Item[]) => {
  const sellers = await writings.sellers(items.map(({ ref }) => ref))
  return sellers.map((stored) => ({ ref: stored.key, ...sellerWrite(stored, stored.tally) }))
}

const historyOf = ({ orders, sellers }: ContactHistory) => {
  const byKey = new Map(sellers.map(({ key, seller }) => [key, seller]))
  return { orders, sellerOf: (marketplace: string, id: string) => byKey.get(recordKey(marketplace, 'seller', id)) }
}
