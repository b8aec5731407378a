import { findContact } from './contact-writing.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { notServed, pageOf, pageSince } from '../http/v2-asking.js'
import { v2Contact } from './v2-wire.js'
import type { StoredContact } from '../memory/world.js'

/** Contacts read by the deprecated version. */
export const v2ContactRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/v2/contacts',
    tier: 'low',
    handle: ({ query }) => pageOf(all(store), query, wireIn(query)),
  },
  {
    method: 'get',
    path: '/v2/contacts/modified-since/{date}',
    tier: 'low',
    handle: (input) => pageSince(all(store), input, { at: ({ updatedAt }) => updatedAt, wire: wireIn(input.query) }),
  },
  {
    method: 'get',
    path: '/v2/contacts/created-since/{date}',
    tier: 'low',
    handle: (input) => pageSince(all(store), input, { at: ({ createdAt }) => createdAt, wire: wireIn(input.query) }),
  },
  { method: 'get', path: '/v2/contacts/{idOrEmail}', tier: 'high', handle: (input) => read(store, input) },
]

const all = ({ state }: Store): readonly StoredContact[] =>
  [...state.contacts.values()].filter(hasAddress).toSorted((left, right) => left.contactId - right.contactId)

/** Whether v2 knows the contact, which is an address to it. */
export const hasAddress = ({ identifiers }: StoredContact): boolean => identifiers['email'] !== undefined

/** With the data fields where they are asked for. */
export const wireIn = (query: Input['query']) => (contact: StoredContact) =>
  v2Contact(contact, query['withFullData']?.toLowerCase() === 'true')

/** Other words in this place are operations of their own. */
const read = (store: Store, { params }: Input): Reply => {
  const { idOrEmail = '' } = params
  const isId = /^\d+$/.test(idOrEmail)
  if (!isId && !idOrEmail.includes('@')) return notServed
  const contact = findContact(store.state, isId ? 'contactId' : 'email', idOrEmail)
  return contact === undefined || !hasAddress(contact)
    ? v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND')
    : ok(v2Contact(contact, true))
}
