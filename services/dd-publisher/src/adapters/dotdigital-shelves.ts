import { type AccountRules, contactFields, type InsightJson } from '@concord/domain'
import type { Contact, Dotdigital, ExactNumber, RecordPage, StoredRecord } from '@concord/dotdigital'
import type { ShelfPage, Shelves, StandingContact, StandingRecord } from '../comparison-port.js'

/** What stands in an account, for whoever compares. */
export const dotdigitalShelves = (
  dotdigital: Dotdigital,
  { collections }: Pick<AccountRules, 'collections'>,
  now: () => Date,
): Shelves => {
  const { insight, contacts } = dotdigital
  return {
    hasRoom: () =>
      Object.values(dotdigital.health().rates).every(
        ({ limit, remaining, resetAt }) => resetAt <= now() || remaining >= limit / 2,
      ),

    orders: async (since, marker) =>
      recordPage(await insight.page(collections.orders, { marker, modifiedSince: dateOf(since) })),
    sellers: async (marker) => recordPage(await insight.page(collections.sellers, { owner: 'account', marker })),
    order: async (contactId, key) => toRecord(await insight.record({ collection: collections.orders, contactId, key })),
    seller: async (key) => toRecord(await insight.record({ collection: collections.sellers, key })),

    async contacts(marker) {
      const page = await contacts.list({ marker, withConsent: true, dataFields: contactFields.map(({ name }) => name) })
      return { items: page.contacts.map(toContact), cursor: page.next }
    },
    async contact(contactId) {
      const contact = await contacts.byId(contactId)
      return contact && toContact(contact)
    },

    async removeOrder(contactId, key) {
      await insight.deleteRecord({ collection: collections.orders, contactId, key })
    },
    async removeSeller(key) {
      await insight.deleteRecord({ collection: collections.sellers, key })
    },
  }
}

const dateOf = (instant: string | undefined): Date | undefined =>
  instant === undefined ? undefined : new Date(instant)

const recordPage = ({ records, next }: RecordPage): ShelfPage<StandingRecord> => ({
  items: records.flatMap((record) => toRecord(record) ?? []),
  cursor: next,
})

const toRecord = (record: StoredRecord | undefined): StandingRecord | undefined =>
  record && {
    key: record.key,
    contactId: record.contactId,
    json: plain(record.json) as InsightJson,
    updatedAt: record.updatedAt,
  }

const consentOf = ({ consentRecords = 0, optInType = '' }: Contact): StandingContact['consent'] => {
  const optIn = optInType.toLowerCase()
  if (consentRecords > 0 || optIn === 'double' || optIn === 'verifieddouble') return 'proven'
  return optIn === 'single' ? 'single-opt-in' : 'none'
}

const toContact = (contact: Contact): StandingContact => ({
  contactId: contact.contactId,
  isGone: contact.isGone === true,
  isSubscribed: contact.status === 'subscribed',
  consent: consentOf(contact),
  fields: Object.fromEntries(contactFields.map(({ name }) => [name, plain(fieldIn(contact, name))])),
  updatedAt: contact.updatedAt,
})

/** Dotdigital's documents spell the names of data fields in lower case, its answers in upper case. */
const fieldIn = ({ dataFields }: Contact, name: string): unknown =>
  dataFields[name] ?? Object.entries(dataFields).find(([told]) => told.toUpperCase() === name)?.[1]

/** Concord writes no number that JavaScript cannot hold, so the nearest one is as good for comparing. */
const plain = (value: unknown): unknown => {
  if (Array.isArray(value)) return value.map(plain)
  if (typeof value !== 'object' || value === null) return value
  if (isExact(value)) return Number(value.toString())
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, plain(inner)]))
}

const isExact = (value: object): value is ExactNumber => 'isLosslessNumber' in value
