export { createDotdigital, type Dotdigital, type DotdigitalOptions } from './client.js'
export type { CallMade } from './connection.js'
export * from './errors.js'
export { exactNumber, type ExactNumber } from './exact-json.js'
export type { Rate } from './rate.js'
export type { Hold, RateTiers, Tier } from './rate-tiers.js'
export { memoryRateTiers } from './memory-rate-tiers.js'
export { redisRateTiers } from './redis-rate-tiers.js'
export type { CircuitState } from './circuits.js'
export { figuresOf, type Health } from './health.js'
export { isSigned, type PlatformEvent, readEvent } from './webhooks.js'
export { readStatus, type StatusReading } from './consent-status.js'
export type { Account, AccountInfo } from './account.js'
export type { Contact } from './contact.js'
export type { ConsentRecord } from './consent-records.js'
export type { Contacts, NewContact } from './contacts.js'
export type { ContactChanges } from './contact-changes.js'
export type { ContactPage, ContactQuery, ContactReads } from './contact-reads.js'
export type { ContactDeletionFailure, ContactDeletionReport, ContactRemoval } from './contact-removal.js'
export type {
  ContactImportFailure,
  ContactImportReport,
  ContactImports,
  ContactUpdate,
  MergeOption,
} from './contact-imports.js'
export type { ImportState } from './import-state.js'
export type { Insight } from './insight.js'
export type {
  Collection,
  CollectionScope,
  CollectionType,
  InsightCollections,
  SchemaField,
} from './insight-collections.js'
export type {
  AccountRecord,
  ContactRecord,
  InsightBatch,
  InsightFailure,
  InsightImportReport,
  InsightImports,
  InsightJson,
} from './insight-imports.js'
export type { InsightRecords, RecordAddress, RecordPage, RecordQuery, StoredRecord } from './insight-records.js'
export type { InsightWrites, PutOutcome, RecordDeletion } from './insight-writes.js'
export type { DataField, DataFieldRemoval, DataFields, NewDataField } from './data-fields.js'
export { roomIn, type Room, type RoomConflict, type Wanted, type WantedCollection } from './room.js'
export type { CustomIdentifiers } from './custom-identifiers.js'
export type { Suppression, Suppressions } from './suppressions.js'
export type { List, ListLeaving, Lists, NewList } from './lists.js'
export type { ContactPreference, Preference, PreferenceChoice, Preferences } from './preferences.js'
export type { Campaigns, TriggeredOutcome, TriggeredSend } from './campaigns.js'
export type { Enrolment, EnrolmentFault, Program, Programs } from './programs.js'
export type { ContactEvent, Events } from './events.js'
export type { DataFieldValues } from './wire.js'
