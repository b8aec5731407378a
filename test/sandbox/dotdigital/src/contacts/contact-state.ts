import { type AccountState, forgetContact } from '../memory/account-state.js'
import { keptValue } from './identifiers.js'
import type { CustomIdentifier, SandboxSegment, StoredContact, StoredRecord } from '../memory/world.js'

export type ContactFact =
  | { readonly fact: 'contact'; readonly contact: StoredContact }
  /** Into the recycle bin. */
  | { readonly fact: 'contact-deleted'; readonly contactId: number }
  | { readonly fact: 'bin-emptied' }
  | { readonly fact: 'custom-identifier'; readonly identifier: CustomIdentifier }
  | { readonly fact: 'custom-identifier-deleted'; readonly name: string }
  | { readonly fact: 'segment'; readonly segment: SandboxSegment }

export interface ContactState {
  readonly contacts: Map<number, StoredContact>
  /** Contact ids by `identifier:value` in lower case; those in the recycle bin are not among them. */
  readonly contactIds: Map<string, number>
  /** Deleted ones, as they were. */
  readonly bin: Map<number, StoredContact>
  readonly customIdentifiers: Map<string, CustomIdentifier>
  readonly segments: Map<number, SandboxSegment>
  lastContactId: number
}

const firstContactId = 1001

export const noContacts = (): ContactState => ({
  contacts: new Map(),
  contactIds: new Map(),
  bin: new Map(),
  customIdentifiers: new Map(),
  segments: new Map(),
  lastContactId: firstContactId - 1,
})

type Collections = ReadonlyMap<string, { readonly records: Map<string, StoredRecord> }>

type Whole = ContactState & AccountState & { readonly collections: Collections }

export const identifierKey = (identifier: string, value: string): string =>
  `${identifier}:${keptValue(identifier, value)}`.toLowerCase()

export const applyToContacts = (state: Whole, fact: ContactFact): void => {
  switch (fact.fact) {
    case 'contact':
      return putContact(state, fact.contact)
    case 'contact-deleted':
      return binContact(state, fact.contactId)
    case 'bin-emptied':
      return emptyBin(state)
    case 'custom-identifier':
      return void state.customIdentifiers.set(fact.identifier.name, fact.identifier)
    case 'custom-identifier-deleted':
      return dropIdentifier(state, fact.name)
    case 'segment':
      return void state.segments.set(fact.segment.id, fact.segment)
  }
}

const putContact = (state: ContactState, contact: StoredContact): void => {
  forgetIdentifiers(state, contact.contactId)
  state.bin.delete(contact.contactId)
  state.contacts.set(contact.contactId, contact)
  for (const [identifier, value] of Object.entries(contact.identifiers)) {
    state.contactIds.set(identifierKey(identifier, value), contact.contactId)
  }
  state.lastContactId = Math.max(state.lastContactId, contact.contactId)
}

/** Insight data goes at once; what the contact wants of lists and preferences comes back with it. */
const binContact = (state: Whole, contactId: number): void => {
  const contact = state.contacts.get(contactId)
  if (contact === undefined) return
  forgetIdentifiers(state, contactId)
  state.challenges.delete(contactId)
  state.contacts.delete(contactId)
  state.bin.set(contactId, contact)
  for (const { records } of state.collections.values()) {
    for (const record of records.values()) if (record.ownerContactId === contactId) records.delete(record.key)
  }
}

const emptyBin = (state: Whole): void => {
  for (const contactId of state.bin.keys()) forgetContact(state, contactId)
  state.bin.clear()
}

const forgetIdentifiers = (state: ContactState, contactId: number): void => {
  const identifiers = state.contacts.get(contactId)?.identifiers ?? {}
  for (const [identifier, value] of Object.entries(identifiers))
    state.contactIds.delete(identifierKey(identifier, value))
}

const dropIdentifier = (state: ContactState, name: string): void => {
  state.customIdentifiers.delete(name)
  for (const contact of state.contacts.values()) {
    if (contact.identifiers[name] === undefined) continue
    const identifiers = Object.fromEntries(Object.entries(contact.identifiers).filter(([known]) => known !== name))
    putContact(state, { ...contact, identifiers })
  }
}

export const clearContacts = (state: ContactState): void => {
  const { contacts, contactIds, bin, customIdentifiers, segments } = state
  for (const kept of [contacts, contactIds, bin, customIdentifiers, segments]) kept.clear()
  state.lastContactId = firstContactId - 1
}
