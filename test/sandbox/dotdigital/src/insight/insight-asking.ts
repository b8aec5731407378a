import { isAddress } from '../contacts/contact-requests.js'
import { findContact } from '../contacts/contact-writing.js'
import { collectionName } from './insight-import.js'
import { type Input, type Reply, v3Refusal } from '../http/reply.js'
import type { StoredCollection } from '../memory/state.js'
import type { Store } from '../memory/store.js'
import type { StoredContact, StoredRecord } from '../memory/world.js'

type Scope = StoredCollection['scope']

/** The collection a path names, where it is of that scope. */
export const withCollection = (
  store: Store,
  { params }: Input,
  { scope, then }: { readonly scope?: Scope; readonly then: (collection: StoredCollection) => Reply },
): Reply => {
  const { collectionName: name = '' } = params
  if (!collectionName.test(name)) return invalidName(name)
  const collection = store.state.collections.get(name)
  if (collection !== undefined && (scope === undefined || collection.scope === scope)) return then(collection)
  return v3Refusal(404, 'insightData:collectionNotFound', 'The collection could not be found', [
    { item: name, description: 'Not found' },
  ])
}

export const invalidName = (name: string): Reply =>
  v3Refusal(400, 'insightData:invalidId', `The collectionName value '${name}' is invalid`)

/** The contact a path names. */
export const withOwner = (store: Store, { params }: Input, then: (contact: StoredContact) => Reply): Reply => {
  const { identifier = '', value = '' } = params
  if (isInvalid(identifier, value)) {
    const description = `The id value '${value}' is invalid for the identifier '${identifier}'`
    return v3Refusal(400, 'insightData:invalidId', description)
  }
  const contact = findContact(store.state, identifier, value)
  if (contact !== undefined) return then(contact)
  return v3Refusal(404, 'insightData:contactNotFound', 'The following contacts could not be found', [
    { item: value, description: `Not found using the identifier '${identifier}'` },
  ])
}

const isInvalid = (identifier: string, value: string): boolean =>
  !/^[-A-Za-z0-9_]{1,50}$/.test(identifier) ||
  value.length > 256 ||
  (identifier === 'contactId' && !/^\d+$/.test(value)) ||
  (identifier === 'email' && !isAddress(value))

/** Where records are: in the account, or with the contact a path names. */
export interface Place {
  readonly collection: StoredCollection
  readonly owner?: StoredContact | undefined
}

export type WithPlace = (input: Input, then: (place: Place) => Reply) => Reply

export const inAccount =
  (store: Store): WithPlace =>
  (input, then) =>
    withCollection(store, input, { scope: 'account', then: (collection) => then({ collection }) })

export const withContacts =
  (store: Store): WithPlace =>
  (input, then) =>
    withOwner(store, input, (owner) =>
      withCollection(store, input, { scope: 'contact', then: (collection) => then({ collection, owner }) }),
    )

export const recordOf = ({ collection, owner }: Place, key: string): StoredRecord | undefined => {
  const record = collection.records.get(key)
  return record?.ownerContactId === owner?.contactId ? record : undefined
}
