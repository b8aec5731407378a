import { findContact } from './contact-finding.js'
import { badRequest } from './contact-refusals.js'
import { type Parts, wireContact } from './contact-wire.js'
import { type Input, linkTo, ok, type Reply, sinceOf, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

const mostContacts = 5000
const usualContacts = 1000

/** One page of contacts in the order of their ids; the page after it begins behind the last one told. */
export const listContacts = (store: Store, input: Input): Reply => {
  const { query } = input
  const filter = filterOf(store, query)
  const parts = partsOf(query)
  const limit = Number(query['limit'] ?? usualContacts)
  const after = positionOf(query['marker'])
  if (typeof filter === 'string') return invalidFilter(filter)
  if (parts === undefined) return badRequest('The include is invalid')
  if (!Number.isInteger(limit) || limit < 1 || limit > mostContacts)
    return badRequest(`The limit must be between 1 and ${String(mostContacts)}`)
  if (after === undefined) return badRequest('The marker is invalid')
  const rest = [...store.state.contacts.values()]
    .filter((contact) => contact.contactId > after && filter(contact))
    .toSorted((left, right) => left.contactId - right.contactId)
  const page = rest.slice(0, limit)
  const items = page.map((contact) => wireContact(store, contact, parts))
  return ok({ _links: linksOf(input, rest.length > limit ? page.at(-1) : undefined), _items: items })
}

const invalidFilter = (filter: string): Reply =>
  v3Refusal(400, 'contacts:invalidFilter', `The filter value '${filter}' is invalid`)

/** @param last the last contact of the page, where there is another page */
const linksOf = (input: Input, last: StoredContact | undefined) => ({
  self: linkTo(input, input.query['marker'] ?? ''),
  first: linkTo(input, ''),
  ...(last === undefined ? {} : { next: linkTo(input, markerOf(last.contactId)) }),
})

const markerOf = (contactId: number): string => Buffer.from(`after:${String(contactId)}`).toString('base64')

/** The contact id a page begins behind; undefined for a marker that was never given. */
const positionOf = (marker: string | undefined): number | undefined => {
  if (!marker) return 0
  const [, id] = /^after:(\d+)$/.exec(Buffer.from(marker, 'base64').toString('utf8')) ?? []
  return id === undefined ? undefined : Number(id)
}

type Filter = (contact: StoredContact) => boolean

/** The filter, or the value that is none. Those of a pair exclude each other. */
const filterOf = (store: Store, query: Input['query']): Filter | string => {
  const { '~created': created, '~modified': modified, '~listId': listId, '~segmentId': segmentId } = query
  for (const [one, other] of [
    [created, modified],
    [listId, segmentId],
  ] as const)
    if (one !== undefined && other !== undefined) return other
  const since = sinceOf(modified ?? created)
  if (Number.isNaN(since)) return modified ?? created ?? ''
  const group = listId ?? segmentId
  if (group !== undefined && !/^\d+$/.test(group)) return group
  const isIn = memberOf(store, listId, segmentId)
  const changedAt = (contact: StoredContact) => (created === undefined ? contact.updatedAt : contact.createdAt)
  return (contact) => Date.parse(changedAt(contact)) >= since && isIn(contact)
}

const memberOf = ({ state }: Store, listId: string | undefined, segmentId: string | undefined): Filter => {
  if (listId !== undefined) return ({ lists }) => lists.includes(Number(listId))
  if (segmentId === undefined) return () => true
  const addresses = state.segments.get(Number(segmentId))?.members ?? []
  const members = new Set(addresses.map((address) => findContact(state, 'email', address)?.contactId))
  return ({ contactId }) => members.has(contactId)
}

const includable = ['channelProperties', 'lists', 'preferences', 'consentRecords'] as const

/** Without being asked, a contact has neither data fields nor anything else but its identifiers. */
const partsOf = (query: Input['query']): Parts | undefined => {
  const included = named(query['include'])
  if (included.some((name) => !includable.some((known) => known === name))) return undefined
  const names = (query['data-fields'] ?? '').toUpperCase()
  return {
    channelProperties: included.includes('channelProperties'),
    lists: included.includes('lists'),
    preferences: included.includes('preferences'),
    consentRecords: included.includes('consentRecords'),
    dataFields: names === '[[ALL]]' ? 'all' : named(names),
  }
}

const named = (piped: string | undefined): readonly string[] => (piped ?? '').split('|').filter((name) => name !== '')
