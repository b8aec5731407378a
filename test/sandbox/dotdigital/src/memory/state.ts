import type { ClockState } from '@concord/sandbox-kit'
import { type AccountFact, type AccountState, applyToAccount, clearAccount, emptyAccount } from './account-state.js'
import {
  applyToContacts,
  clearContacts,
  type ContactFact,
  type ContactState,
  noContacts,
} from '../contacts/contact-state.js'
import type { Schema } from '../insight/schema.js'
import type {
  ImportJob,
  SandboxCampaign,
  SandboxDataField,
  SandboxProgram,
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
  | AccountFact
  | ContactFact
  | { readonly fact: 'data-field'; readonly field: SandboxDataField }
  | { readonly fact: 'data-field-deleted'; readonly name: string }
  | { readonly fact: 'collection'; readonly collection: CollectionFacts }
  | { readonly fact: 'collection-deleted'; readonly collection: string }
  | { readonly fact: 'record'; readonly collection: string; readonly record: StoredRecord }
  | { readonly fact: 'record-deleted'; readonly collection: string; readonly key: string }
  | { readonly fact: 'import'; readonly job: ImportJob }
  | { readonly fact: 'program'; readonly program: SandboxProgram }
  | { readonly fact: 'campaign'; readonly campaign: SandboxCampaign }
  | { readonly fact: 'enrolment'; readonly enrolment: StoredEnrolment }
  | { readonly fact: 'clock'; readonly state: ClockState }
  | { readonly fact: 'reset' }

export interface State extends AccountState, ContactState {
  /** By name in upper case. */
  readonly dataFields: Map<string, SandboxDataField>
  readonly collections: Map<string, StoredCollection>
  readonly imports: Map<string, ImportJob>
  /** Ids of those that have not run. */
  readonly openImports: Set<string>
  readonly programs: Map<number, SandboxProgram>
  readonly campaigns: Map<number, SandboxCampaign>
  readonly enrolments: Map<string, StoredEnrolment>
  /** As `POST /_sandbox/clock` left it. */
  clock: ClockState | undefined
}

export const emptyState = (): State => ({
  ...emptyAccount(),
  ...noContacts(),
  dataFields: new Map(),
  collections: new Map(),
  imports: new Map(),
  openImports: new Set(),
  programs: new Map(),
  campaigns: new Map(),
  enrolments: new Map(),
  clock: undefined,
})

export const apply = (state: State, fact: Fact): void => {
  switch (fact.fact) {
    case 'contact':
    case 'contact-deleted':
    case 'bin-emptied':
    case 'custom-identifier':
    case 'custom-identifier-deleted':
    case 'segment':
      return applyToContacts(state, fact)
    case 'data-field-deleted':
      return dropField(state, fact.name)
    case 'list-deleted':
      return dropList(state, fact.listId)
    case 'collection':
      return putCollection(state, fact.collection)
    case 'collection-deleted':
      return void state.collections.delete(fact.collection)
    case 'record':
      return void state.collections.get(fact.collection)?.records.set(fact.record.key, fact.record)
    case 'record-deleted':
      return void state.collections.get(fact.collection)?.records.delete(fact.key)
    case 'clock':
      state.clock = fact.state
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
  fact: AccountFact | Extract<Fact, { fact: 'data-field' | 'import' | 'program' | 'campaign' | 'enrolment' }>,
): void => {
  switch (fact.fact) {
    case 'data-field':
      return void state.dataFields.set(fact.field.name.toUpperCase(), fact.field)
    case 'import':
      return putImport(state, fact.job)
    case 'program':
      return void state.programs.set(fact.program.id, fact.program)
    case 'campaign':
      return void state.campaigns.set(fact.campaign.id, fact.campaign)
    case 'enrolment':
      return void state.enrolments.set(fact.enrolment.id, fact.enrolment)
    default:
      return applyToAccount(state, fact)
  }
}

const putImport = ({ imports, openImports }: State, job: ImportJob): void => {
  imports.set(job.id, job)
  if (job.report === undefined) openImports.add(job.id)
  else openImports.delete(job.id)
}

const dropList = (state: State, listId: number): void => {
  applyToAccount(state, { fact: 'list-deleted', listId })
  changeAll(state, (contact) =>
    contact.lists.includes(listId) ? { ...contact, lists: contact.lists.filter((id) => id !== listId) } : contact,
  )
}

const dropField = (state: State, name: string): void => {
  state.dataFields.delete(name)
  changeAll(state, (contact) => {
    if (!(name in contact.dataFields)) return contact
    const dataFields = Object.fromEntries(Object.entries(contact.dataFields).filter(([known]) => known !== name))
    return { ...contact, dataFields }
  })
}

/** Those in the recycle bin too, who may come back. */
const changeAll = ({ contacts, bin }: State, change: (contact: StoredContact) => StoredContact): void => {
  for (const all of [contacts, bin]) for (const [id, contact] of all) all.set(id, change(contact))
}

const putCollection = (state: State, facts: CollectionFacts): void => {
  const records = state.collections.get(facts.name)?.records ?? new Map<string, StoredRecord>()
  state.collections.set(facts.name, { ...facts, records })
}

const reset = (state: State): void => {
  const { dataFields, collections, imports, openImports, programs, campaigns, enrolments } = state
  for (const map of [dataFields, collections, imports, openImports, programs, campaigns, enrolments]) map.clear()
  clearContacts(state)
  clearAccount(state)
}
