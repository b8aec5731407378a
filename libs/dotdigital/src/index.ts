export { createDotdigital, type Dotdigital, type DotdigitalOptions } from './client.js'
export * from './errors.js'
export type { Rate } from './rate.js'
export { readStatus, type StatusReading } from './consent-status.js'
export type { Account, AccountInfo } from './account.js'
export type { Contact } from './contact.js'
export type { ContactPage, ContactQuery, Contacts, NewContact } from './contacts.js'
export type {
  ContactImportFailure,
  ContactImportReport,
  ContactImports,
  ContactUpdate,
  MergeOption,
} from './contact-imports.js'
export type { ImportState } from './import-state.js'
export type {
  AccountRecord,
  Collection,
  CollectionScope,
  CollectionType,
  ContactRecord,
  Insight,
  InsightBatch,
  InsightFailure,
  InsightImportReport,
  InsightJson,
} from './insight.js'
export type { RecordAddress, RecordPage, RecordQuery, StoredRecord } from './insight-records.js'
export type { DataField, DataFields, NewDataField } from './data-fields.js'
export type { Suppression, Suppressions } from './suppressions.js'
export type { Campaigns, TriggeredOutcome, TriggeredSend } from './campaigns.js'
export type { Enrolment, EnrolmentFault, Program, Programs } from './programs.js'
export type { DataFieldValues } from './wire.js'
