import type { Schema } from './schema.js'
import type {
  ImportJob,
  SandboxCampaign,
  SandboxDataField,
  SandboxProgram,
  SentMessage,
  StoredContact,
  StoredEnrolment,
  StoredRecord,
} from './world.js'

export interface CollectionFacts {
  readonly name: string
  readonly scope: 'contact' | 'account'
  readonly type: string
  readonly schema: Schema
}

export interface StoredCollection extends CollectionFacts {
  readonly records: Map<string, StoredRecord>
}

/** Everything the sandbox remembers, told as facts; what is not a fact here is forgotten at the end of the process. */
export type Fact =
  | { readonly fact: 'contact'; readonly contact: StoredContact }
  | { readonly fact: 'contact-deleted'; readonly contactId: number }
  | { readonly fact: 'data-field'; readonly field: SandboxDataField }
  | { readonly fact: 'collection'; readonly collection: CollectionFacts }
  | { readonly fact: 'record'; readonly collection: string; readonly record: StoredRecord }
  | { readonly fact: 'record-deleted'; readonly collection: string; readonly key: string }
  | { readonly fact: 'import'; readonly job: ImportJob }
  | { readonly fact: 'program'; readonly program: SandboxProgram }
  | { readonly fact: 'campaign'; readonly campaign: SandboxCampaign }
  | { readonly fact: 'enrolment'; readonly enrolment: StoredEnrolment }
  | { readonly fact: 'sent'; readonly message: SentMessage }
  | { readonly fact: 'clock'; readonly offsetMs: number }
  | { readonly fact: 'reset' }

export interface State {
  readonly contacts: Map<number, StoredContact>
  /** Contact ids by `identifier:value` in lower case. */
  readonly contactIds: Map<string, number>
  /** By name in upper case. */
  readonly dataFields: Map<string, SandboxDataField>
  readonly collections: Map<string, StoredCollection>
  readonly imports: Map<string, ImportJob>
  readonly programs: Map<number, SandboxProgram>
  readonly campaigns: Map<number, SandboxCampaign>
  readonly enrolments: Map<string, StoredEnrolment>
  readonly outbox: SentMessage[]
  lastContactId: number
  /** How far `POST /_sandbox/advance` has set the clock ahead. */
  clockOffsetMs: number
}

export const emptyState = (): State => ({
  contacts: new Map(),
  contactIds: new Map(),
  dataFields: new Map(),
  collections: new Map(),
  imports: new Map(),
  programs: new Map(),
  campaigns: new Map(),
  enrolments: new Map(),
  outbox: [],
  lastContactId: 1000,
  clockOffsetMs: 0,
})

export const identifierKey = (identifier: string, value: string): string => `${identifier}:${value}`.toLowerCase()

export const apply = (state: State, fact: Fact): void => {
  switch (fact.fact) {
    case 'contact':
      return putContact(state, fact.contact)
    case 'contact-deleted':
      return dropContact(state, fact.contactId)
    case 'collection':
      return putCollection(state, fact.collection)
    case 'record':
      return void state.collections.get(fact.collection)?.records.set(fact.record.key, fact.record)
    case 'record-deleted':
      return void state.collections.get(fact.collection)?.records.delete(fact.key)
    case 'clock':
      state.clockOffsetMs = fact.offsetMs
      return
    case 'reset':
      return reset(state)
    default:
      return keep(state, fact)
  }
}

/** Facts that are kept as they are. */
const keep = (
  state: State,
  fact: Extract<Fact, { fact: 'data-field' | 'import' | 'program' | 'campaign' | 'enrolment' | 'sent' }>,
): void => {
  switch (fact.fact) {
    case 'data-field':
      return void state.dataFields.set(fact.field.name.toUpperCase(), fact.field)
    case 'import':
      return void state.imports.set(fact.job.id, fact.job)
    case 'program':
      return void state.programs.set(fact.program.id, fact.program)
    case 'campaign':
      return void state.campaigns.set(fact.campaign.id, fact.campaign)
    case 'enrolment':
      return void state.enrolments.set(fact.enrolment.id, fact.enrolment)
    case 'sent':
      return void state.outbox.push(fact.message)
  }
}

const putContact = (state: State, contact: StoredContact): void => {
  forgetIdentifiers(state, contact.contactId)
  state.contacts.set(contact.contactId, contact)
  for (const [identifier, value] of Object.entries(contact.identifiers)) {
    state.contactIds.set(identifierKey(identifier, value), contact.contactId)
  }
  state.lastContactId = Math.max(state.lastContactId, contact.contactId)
}

const dropContact = (state: State, contactId: number): void => {
  forgetIdentifiers(state, contactId)
  state.contacts.delete(contactId)
  for (const { records } of state.collections.values()) {
    for (const record of records.values()) if (record.ownerContactId === contactId) records.delete(record.key)
  }
}

const forgetIdentifiers = (state: State, contactId: number): void => {
  const identifiers = state.contacts.get(contactId)?.identifiers ?? {}
  for (const [identifier, value] of Object.entries(identifiers))
    state.contactIds.delete(identifierKey(identifier, value))
}

const putCollection = (state: State, facts: CollectionFacts): void => {
  const records = state.collections.get(facts.name)?.records ?? new Map<string, StoredRecord>()
  state.collections.set(facts.name, { ...facts, records })
}

const reset = (state: State): void => {
  const { contacts, contactIds, dataFields, collections, imports, programs, campaigns, enrolments } = state
  for (const map of [contacts, contactIds, dataFields, collections, imports, programs, campaigns, enrolments])
    map.clear()
  state.outbox.length = 0
}
