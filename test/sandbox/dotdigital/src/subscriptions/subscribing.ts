import { randomUUID } from 'node:crypto'
import type { EmailChannelRequest } from '../contacts/contact-requests.js'
import { challenge } from './resubscribing.js'
import { type Asked, isChallenged } from './status-rules.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

interface Written {
  readonly before: StoredContact | undefined
  readonly contact: StoredContact
  readonly asked: Asked
  readonly options: EmailChannelRequest['resubscribeOptions']
}

/** Sends the e-mails by which a person confirms a subscription, or a resubscription. */
export const askPerson = (store: Store, { before, contact, asked, options = {} }: Written): void => {
  if (contact.emailStatus === 'pendingOptIn' && before?.emailStatus !== 'pendingOptIn') sendConfirmation(store, contact)
  if (before === undefined || !isChallenged(before.emailStatus, asked)) return
  const { preferredLocale, redirectUrlAfterChallenge } = options
  challenge(store, contact, { preferredLocale, returnUrl: redirectUrlAfterChallenge })
}

const sendConfirmation = (store: Store, { identifiers }: StoredContact): void => {
  const to = identifiers['email'] === undefined ? [] : [identifiers['email']]
  const at = store.now().toISOString()
  store.record({ fact: 'sent', message: { id: randomUUID(), kind: 'confirmation', to, personalization: {}, at } })
}

/** The person followed the link of a confirmation; undefined where none waits for that. */
export const confirm = (store: Store, contact: StoredContact): StoredContact | undefined => {
  if (contact.emailStatus !== 'pendingOptIn') return undefined
  const updatedAt = store.now().toISOString()
  const confirmed: StoredContact = { ...contact, emailStatus: 'subscribed', optInType: 'VerifiedDouble', updatedAt }
  store.record({ fact: 'contact', contact: confirmed })
  return confirmed
}
