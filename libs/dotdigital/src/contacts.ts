import { z } from 'zod'
import { json } from './answer.js'
import type { Ask } from './call.js'
import { type ConsentRecord, consentRecords } from './consent-records.js'
import type { StatusReader } from './consent-status.js'
import { contactChanges, type ContactChanges } from './contact-changes.js'
import { contactImports, type ContactImports } from './contact-imports.js'
import { contactReads, type ContactReads } from './contact-reads.js'
import { contactRemoval, type ContactRemoval } from './contact-removal.js'
import type { DataFieldValues } from './wire.js'

/**
 * The status is required, since Dotdigital subscribes a new contact where it is left out (createContactRequest, contacts
 * v3); and whoever says `subscribed` must show the consent for it, 1 to 5 records.
 */
export type NewContact = {
  readonly email: string
  /** Names Dotdigital does not know may be refused: see `dataFields`. */
  readonly dataFields?: DataFieldValues | undefined
} & (
  { readonly status: 'unsubscribed' } | { readonly status: 'subscribed'; readonly consent: readonly ConsentRecord[] }
)

export interface Contacts extends ContactReads, ContactChanges, ContactImports, ContactRemoval {
  /** @throws AlreadyExists when a contact has the address: look it up, then update it */
  create(contact: NewContact): Promise<{ readonly contactId: number }>
}

export const Created = z.looseObject({ contactId: z.number() })

export const contacts = (ask: Ask, statusOf: StatusReader): Contacts => ({
  ...contactReads(ask, statusOf),
  ...contactChanges(ask),
  ...contactImports(ask),
  ...contactRemoval(ask),
  create: (contact) => create(ask, contact),
})

/** `resubscribeOptions` do not exist here: a contact that exists is refused, so nobody is resubscribed. */
const create = async (ask: Ask, contact: NewContact): Promise<{ contactId: number }> => {
  const { email, dataFields } = contact
  const { status, ...proof } = standingOf(contact)
  const { contactId } = await ask({
    method: 'POST',
    path: '/contacts/v3',
    tier: 'medium',
    body: { identifiers: { email }, channelProperties: { email: { status } }, dataFields, ...proof },
    read: json(Created),
  })
  return { contactId }
}

/** Whoever is not of TypeScript may say any word here, or none, which Dotdigital takes for a subscription. */
const standingOf = (contact: NewContact) =>
  contact.status === 'subscribed'
    ? { status: 'subscribed', consentRecords: consentRecords(contact.consent) }
    : { status: 'unsubscribed' }
