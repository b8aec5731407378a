import { contactStatus, v2Status } from './status-rules.js'
import type { StoredContact } from './world.js'

/** Which parts of a contact an answer brings. */
export interface Parts {
  readonly channelProperties: boolean
  readonly lists: boolean
  /** `all`, or names in upper case. */
  readonly dataFields: 'all' | readonly string[]
}

export const wholeContact: Parts = { channelProperties: true, lists: true, dataFields: 'all' }

export const wireContact = (contact: StoredContact, parts: Parts) => ({
  contactId: contact.contactId,
  status: contactStatus(contact.emailStatus),
  created: contact.createdAt,
  updated: contact.updatedAt,
  identifiers: contact.identifiers,
  ...(parts.dataFields.length === 0 ? {} : { dataFields: fieldsOf(contact, parts.dataFields) }),
  ...(parts.channelProperties ? { channelProperties: channelsOf(contact) } : {}),
  ...(parts.lists
    ? { lists: contact.lists.map((id) => ({ id, name: `List ${String(id)}`, status: 'subscribed' })) }
    : {}),
})

const fieldsOf = ({ dataFields }: StoredContact, names: Parts['dataFields']) =>
  Object.fromEntries(
    Object.entries(dataFields).filter(([name]) => names === 'all' || names.includes(name.toUpperCase())),
  )

const channelsOf = ({ identifiers, emailType, optInType, emailStatus }: StoredContact) => ({
  ...(identifiers['email'] === undefined ? {} : { email: { emailType, optInType, status: emailStatus } }),
})

export const wireSuppression = (contact: StoredContact) => ({
  suppressedContact: {
    id: contact.contactId,
    email: contact.identifiers['email'] ?? null,
    optInType: contact.optInType,
    emailType: contact.emailType,
    dataFields: null,
    status: v2Status(contact.emailStatus),
  },
  dateRemoved: contact.removedAt ?? contact.updatedAt,
  reason: v2Status(contact.emailStatus),
})

/** What imports say of a contact they wrote. */
export const wireReference = ({ contactId, identifiers }: StoredContact) => ({ contactId, identifiers })
