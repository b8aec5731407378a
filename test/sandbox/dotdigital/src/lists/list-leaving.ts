import { pairKey } from '../memory/account-state.js'
import type { Store } from '../memory/store.js'

/**
 * Takes contacts off a list; they stay in the account, and those who had left the list stay away from it.
 *
 * @param contactIds default: everybody on it
 * @returns how many were on it
 */
export const leftList = (store: Store, listId: number, contactIds?: readonly number[]): number => {
  const { contacts } = store.state
  const asked = contactIds === undefined ? [...contacts.values()] : contactIds.flatMap((id) => contacts.get(id) ?? [])
  const members = asked.filter(({ lists }) => lists.includes(listId))
  const updatedAt = store.now().toISOString()
  for (const contact of members) {
    const lists = contact.lists.filter((id) => id !== listId)
    store.record({ fact: 'contact', contact: { ...contact, lists, updatedAt } })
  }
  return members.length
}

/** The contact's word on a list of its own: it has left it, is asked whether it comes back, or is back. */
export const standOnList = (
  store: Store,
  { listId, contactId }: { readonly listId: number; readonly contactId: number },
  status: 'subscribed' | 'suppressed' | 'pending',
): void => {
  const before = store.state.standings.get(pairKey(listId, contactId))
  const standing = { listId, contactId, status, at: store.now().toISOString() }
  if (before?.status !== status) store.record({ fact: 'list-standing', standing })
}
