import { randomUUID } from 'node:crypto'
import type { StoredChallenge } from '../memory/account.js'
import { standOnList } from '../lists/list-leaving.js'
import { hasLeft, isOut } from '../lists/list-rules.js'
import { isSuppressed, nextStatus } from './status-rules.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

export interface Resubscription {
  /** Of a list; without it, of the account. */
  readonly listId?: number | undefined
  /** Whether the person is asked first. */
  readonly isChallenged: boolean
  readonly preferredLocale?: string | undefined
  readonly returnUrl?: string | undefined
}

export type ResubscriptionStatus = 'ContactAdded' | 'ContactChallenged' | 'ContactCannotBeUnsuppressed'

/**
 * Lets a contact back in, asks it first, or neither: bounces, complaints and blocks are never undone. Who comes back to a
 * list comes back to the account too.
 */
export const resubscribe = (store: Store, contact: StoredContact, asked: Resubscription): ResubscriptionStatus => {
  if (isOut(contact.emailStatus) && isOut(statusBack(contact))) return 'ContactCannotBeUnsuppressed'
  const { listId, isChallenged } = asked
  const isAway = isOut(contact.emailStatus) || (listId !== undefined && hasLeft(store.state, listId, contact.contactId))
  if (isAway && isChallenged) {
    challenge(store, contact, asked)
    return 'ContactChallenged'
  }
  letBackIn(store, contact, listId)
  return 'ContactAdded'
}

const statusBack = ({ emailStatus }: StoredContact) =>
  nextStatus(emailStatus, { status: 'subscribed', resubscribeWithNoChallenge: true })

/** Asks the person, who stays out until the answer. */
export const challenge = (store: Store, contact: StoredContact, asked: Omit<Resubscription, 'isChallenged'>): void => {
  const { contactId, identifiers } = contact
  const { listId, preferredLocale, returnUrl } = asked
  const at = store.now().toISOString()
  const waiting: StoredChallenge = { contactId, listId, preferredLocale, returnUrl, at }
  const to = identifiers['email'] === undefined ? [] : [identifiers['email']]
  store.record(
    { fact: 'challenge', challenge: waiting },
    { fact: 'sent', message: { id: randomUUID(), kind: 'challenge', to, personalization: {}, at } },
  )
  if (listId !== undefined) standOnList(store, { listId, contactId }, 'pending')
}

/** The person said yes; undefined where nothing was asked. */
export const answerChallenge = (store: Store, contact: StoredContact): StoredContact | undefined => {
  const waiting = store.state.challenges.get(contact.contactId)
  if (waiting === undefined) return undefined
  store.record({ fact: 'challenge-ended', contactId: contact.contactId })
  return letBackIn(store, contact, waiting.listId)
}

const letBackIn = (store: Store, contact: StoredContact, listId: number | undefined): StoredContact => {
  const { contactId } = contact
  const lists = listId === undefined ? contact.lists : [...new Set([...contact.lists, listId])]
  const emailStatus = statusBack(contact)
  const after = {
    ...contact,
    lists,
    removedAt: isSuppressed(emailStatus) ? contact.removedAt : undefined,
    emailStatus,
    updatedAt: store.now().toISOString(),
  }
  store.record({ fact: 'contact', contact: after })
  if (listId !== undefined) standOnList(store, { listId, contactId }, 'subscribed')
  return after
}
