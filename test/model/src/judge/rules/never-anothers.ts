import { isDeepStrictEqual } from 'node:util'
import { marketplace, reviewEvent } from '../../world/mapping.js'
import type { Account, Evidence, Violation } from '../evidence.js'

const isOurField = (name: string): boolean => name.startsWith('MP_')
/** Dotdigital keeps events in a collection named after their type. */
const ourCollections: readonly string[] = ['Sellers', reviewEvent.replaceAll(' ', '_')]
const isOurRecord = (collection: string, key: string): boolean =>
  ourCollections.includes(collection) || (collection === 'Orders' && key.startsWith(`${marketplace}-`))

/** Never another system's data field, list or record changed. */
export const neverAnothers = ({ before, after }: Evidence): readonly Violation[] => {
  const theirs = theirsIn(before, before)
  const now = theirsIn(after, before)
  const names = new Set([...Object.keys(theirs), ...Object.keys(now)])
  return [...names]
    .filter((name) => !isDeepStrictEqual(theirs[name], now[name]))
    .map((name) => `${name} is not as it was`)
}

/** Everything that is not Concord's, by a name; of a contact that was not there before nothing is anybody else's. */
const theirsIn = (
  { contacts, records, dataFields, others }: Account,
  before: Account,
): Readonly<Record<string, unknown>> => ({
  others,
  'definitions of data fields': without(dataFields, isOurField),
  ...Object.fromEntries(
    contacts
      .filter(({ contactId }) => before.contacts.some((old) => old.contactId === contactId))
      .map(({ contactId, dataFields: values, lists }) => [
        `contact ${contactId}`,
        { fields: without(values, isOurField), lists },
      ]),
  ),
  ...Object.fromEntries(
    contacts
      .filter(({ contactId }) => !before.contacts.some((old) => old.contactId === contactId))
      .filter(
        ({ dataFields: values, lists }) =>
          Object.keys(without(values, isOurField)).length > 0 || !isDeepStrictEqual(lists, []),
      )
      .map(({ contactId }) => [`new contact ${contactId}`, 'has what is not Concord’s']),
  ),
  ...Object.fromEntries(
    Object.entries(records).flatMap(([collection, ofIt]) =>
      Object.entries(without(ofIt, (key) => isOurRecord(collection, key))).map(([key, record]) => [
        `record ${collection}/${key}`,
        record,
      ]),
    ),
  ),
})

const without = (all: Readonly<Record<string, unknown>>, isOurs: (name: string) => boolean) =>
  Object.fromEntries(Object.entries(all).filter(([name]) => !isOurs(name)))
