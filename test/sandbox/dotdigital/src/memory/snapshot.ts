import { wholeContact, wireContact } from '../contacts/contact-wire.js'
import type { Store } from './store.js'

/** `GET /_sandbox/snapshot`: everything the account holds, by what it is known by, so that it can be compared. */
export const snapshotOf = (store: Store) => {
  const { state } = store
  return {
    contacts: byKey(state.contacts.values(), (contact) => [
      contact.identifiers['email'] ?? `contactId ${String(contact.contactId)}`,
      wireContact(store, contact, wholeContact),
    ]),
    records: byKey(state.collections.values(), ({ name, records }) => [name, Object.fromEntries(records)]),
    dataFields: byKey(state.dataFields.values(), (field) => [field.name, field]),
    lists: byKey(state.lists.values(), (list) => [list.id, list]),
    preferences: byKey(state.preferences.values(), (preference) => [preference.id, preference]),
    optIns: Object.fromEntries(state.optIns),
    customIdentifiers: byKey(state.customIdentifiers.values(), (identifier) => [identifier.name, identifier]),
    recycleBin: byKey(state.bin.values(), (contact) => [contact.contactId, contact]),
    programs: byKey(state.programs.values(), (program) => [program.id, program]),
    campaigns: byKey(state.campaigns.values(), (campaign) => [campaign.id, campaign]),
    enrolments: byKey(state.enrolments.values(), (enrolment) => [enrolment.id, enrolment]),
    webhooks: byKey(state.webhooks.values(), (webhook) => [webhook.id, webhook]),
    outbox: state.outbox,
  }
}

const byKey = <T>(all: Iterable<T>, entryOf: (one: T) => readonly [string | number, unknown]) =>
  Object.fromEntries([...all].map(entryOf))
