import { pairKey } from '../memory/account-state.js'
import { countryOf } from './identifiers.js'
import { wireLists } from '../lists/list-rules.js'
import type { State } from '../memory/state.js'
import { contactStatus, v2Status } from '../subscriptions/status-rules.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

/** Which parts of a contact an answer brings. */
export interface Parts {
  readonly channelProperties: boolean
  readonly lists: boolean
  readonly preferences: boolean
  readonly consentRecords: boolean
  /** `all`, or names in upper case. */
  readonly dataFields: 'all' | readonly string[]
}

export const wholeContact: Parts = {
  channelProperties: true,
  lists: true,
  preferences: true,
  consentRecords: true,
  dataFields: 'all',
}

export const wireContact = (store: Pick<Store, 'state' | 'settings'>, contact: StoredContact, parts: Parts) => ({
  contactId: contact.contactId,
  status: contactStatus(contact.emailStatus),
  created: contact.createdAt,
  updated: contact.updatedAt,
  identifiers: contact.identifiers,
  ...(parts.dataFields.length === 0 ? {} : { dataFields: fieldsOf(contact, parts.dataFields) }),
  ...(parts.channelProperties ? { channelProperties: channelsOf(store, contact) } : {}),
  ...(parts.lists ? { lists: wireLists(store.state, contact) } : {}),
  ...(parts.preferences ? preferencesOf(store.state, contact) : {}),
  ...(parts.consentRecords ? { consentRecords: contact.consentRecords ?? [] } : {}),
})

const fieldsOf = ({ dataFields }: StoredContact, names: Parts['dataFields']) =>
  Object.fromEntries(
    Object.entries(dataFields).filter(([name]) => names === 'all' || names.includes(name.toUpperCase())),
  )

/** A channel is told of where the contact can be reached by it. */
const channelsOf = ({ settings }: Pick<Store, 'settings'>, contact: StoredContact) => {
  const { identifiers, emailStatus, smsStatus, whatsAppStatus } = contact
  const { mobileStatus, enumCase } = settings.now()
  const cased = (word: string) => (enumCase === 'camelCase' ? word.charAt(0).toLowerCase() + word.slice(1) : word)
  const { email, mobileNumber } = identifiers
  const words = { emailType: cased(contact.emailType), optInType: cased(contact.optInType) }
  return {
    ...(email === undefined ? {} : { email: { ...words, status: emailStatus } }),
    ...(mobileNumber === undefined
      ? {}
      : {
          sms: { countryCode: countryOf(mobileNumber) ?? '', status: smsStatus ?? mobileStatus },
          whatsApp: { status: whatsAppStatus ?? mobileStatus },
        }),
  }
}

/** Those the contact is opted in to; left out where there are none. The document demands a `name` and describes none. */
const preferencesOf = (state: State, { contactId }: StoredContact) => {
  const optedIn = [...state.preferences.values()].filter(
    ({ id }) => state.optIns.get(pairKey(contactId, id))?.isOptedIn === true,
  )
  if (optedIn.length === 0) return {}
  return {
    preferences: optedIn.map(({ id, publicName, privateName }) => ({
      id,
      isOptedIn: true,
      name: publicName,
      publicName,
      privateName,
    })),
  }
}

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
