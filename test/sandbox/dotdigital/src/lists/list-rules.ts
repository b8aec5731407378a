import type { StoredList } from '../memory/account.js'
import { pairKey } from '../memory/account-state.js'
import type { State } from '../memory/state.js'
import { isSuppressed } from '../subscriptions/status-rules.js'
import type { EmailStatus, StoredContact } from '../memory/world.js'

export const longestName = 128

/** Lists of every account, which cannot be written to, read or named so by the API. */
const reservedNames = ['test', 'all contacts']

/** Why a list cannot have that name; undefined where it can. */
export const nameFault = (state: State, name: string, listId?: number): string | undefined => {
  if (name.trim() === '' || name.length > longestName) return 'ERROR_ADDRESSBOOK_INVALID'
  const wanted = name.toLowerCase()
  const isTaken = [...state.lists.values()].some((list) => list.id !== listId && list.name.toLowerCase() === wanted)
  return isTaken || reservedNames.includes(wanted) ? 'ERROR_ADDRESSBOOK_DUPLICATE' : undefined
}

/** How a contact that is on a list stands there: its own word on the list wins over the account's. */
export const standingOn = (
  state: State,
  listId: number,
  { contactId, emailStatus }: StoredContact,
): 'subscribed' | 'suppressed' | 'pending' => {
  const standing = state.standings.get(pairKey(listId, contactId))
  if (standing !== undefined && standing.status !== 'subscribed') return standing.status
  if (emailStatus === 'pendingOptIn') return 'pending'
  return isOut(emailStatus) ? 'suppressed' : 'subscribed'
}

/** Whether nothing may be sent to the contact; after a soft bounce it is tried again. */
export const isOut = (status: EmailStatus): boolean => isSuppressed(status) && status !== 'softBounced'

/** Contacts on a list who have not left it, nor the account, by id. */
export const membersOf = (state: State, listId: number): readonly StoredContact[] =>
  [...state.contacts.values()]
    .filter(
      ({ contactId, lists, emailStatus }) =>
        lists.includes(listId) && !isOut(emailStatus) && !hasLeft(state, listId, contactId),
    )
    .toSorted((left, right) => left.contactId - right.contactId)

/** Whether the contact left the list itself, and is not back. */
export const hasLeft = (state: State, listId: number, contactId: number): boolean =>
  (state.standings.get(pairKey(listId, contactId))?.status ?? 'subscribed') !== 'subscribed'

/** The lists of a contact, as v3 tells them. */
export const wireLists = (state: State, contact: StoredContact) =>
  contact.lists.map((id) => ({
    id,
    name: state.lists.get(id)?.name ?? `List ${String(id)}`,
    status: standingOn(state, id, contact),
  }))

export const wireList = (state: State, { id, name, visibility }: StoredList) => ({
  id,
  name,
  visibility,
  contacts: membersOf(state, id).length,
})

/** A list that work still under way reads or writes. */
export const isInUse = (state: State, listId: number): boolean =>
  [...state.openJobs.values()].some(({ work }) => {
    if (work.kind === 'remove-from-list') return work.listId === listId
    return work.kind === 'send-campaign' && work.send.addressBookIds?.includes(listId) === true
  })
