import { z } from 'zod'
import type { StoredOptIn, StoredPreference } from '../memory/account.js'
import { findContact } from '../contacts/contact-writing.js'
import { membersOf } from '../lists/list-rules.js'
import { withList } from '../lists/list-routes.js'
import { preferenceTree, wireWithOptIn } from './preference-rules.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { anyCase, sinceIn } from '../http/v2-asking.js'
import { v2Contact } from '../contacts/v2-wire.js'
import type { StoredContact } from '../memory/world.js'

const mostRows = 1000

/** What each contact wants to be written about. */
export const optInRoutes = (store: Store): readonly Route[] => [
  // The generated document has a second spelling of the first.
  ...['/v2/contacts/{contactIdentifier}/preferences', '/v2/contact/{contactIdentifier}/preferences'].flatMap(
    (path): readonly Route[] => [
      { method: 'get', path, tier: 'high', handle: (input) => ofContact(store, input) },
      { method: 'put', path, tier: 'medium', handle: (input) => setForContact(store, input) },
    ],
  ),
  {
    method: 'get',
    path: '/v2/contacts/{contactIdentifier}/subscriptions',
    tier: 'high',
    handle: (input) => subscriptions(store, input),
  },
  ...everybodyRoutes(store, '/v2/contacts/with-preference/{preferenceId}', (_input, then) =>
    then({ isMeant: () => true, listId: 0 }),
  ),
  ...everybodyRoutes(store, '/v2/address-books/{id}/contacts/with-preference/{preferenceId}', (input, then) =>
    withList(store, input, ({ id }) => {
      const members = new Set(membersOf(store.state, id).map(({ contactId }) => contactId))
      return then({ isMeant: ({ contactId }) => members.has(contactId), listId: id })
    }),
  ),
]

interface Meant {
  readonly isMeant: (contact: StoredContact) => boolean
  /** What answers tell as `addressBookId`; 0 for the account. */
  readonly listId: number
}

type Choose = (input: Input, then: (meant: Meant) => Reply) => Reply

const everybodyRoutes = (store: Store, path: string, choose: Choose): readonly Route[] => [
  {
    method: 'get',
    path,
    tier: 'low',
    handle: (input) => choose(input, (meant) => withPreference(store, input, (id) => optedIn(store, id, input, meant))),
  },
  {
    method: 'get',
    path: `${path}/opt-ins-since/{date}`,
    tier: 'low',
    handle: (input) => choose(input, (meant) => withPreference(store, input, (id) => since(store, id, input, meant))),
  },
]

/** By id of the contact, or by address. */
const withContact = (store: Store, { params }: Input, then: (contact: StoredContact) => Reply): Reply => {
  const value = params['contactIdentifier'] ?? ''
  const contact = findContact(store.state, /^\d+$/.test(value) ? 'contactId' : 'email', value)
  return contact === undefined ? v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND') : then(contact)
}

const withPreference = (store: Store, { params }: Input, then: (preferenceId: number) => Reply): Reply => {
  const id = Number(params['preferenceId'])
  return store.state.preferences.has(id) ? then(id) : v2Refusal(404, 'ERROR_PREFERENCE_NOT_FOUND')
}

const ofContact = (store: Store, input: Input): Reply =>
  withContact(store, input, ({ contactId }) => ok(preferenceTree(store.state, wireWithOptIn(store.state, contactId))))

const Choice = anyCase(z.object({ id: z.number().int(), isOptedIn: z.boolean().nullish() }))
const Choices = z.array(z.intersection(Choice, anyCase(z.object({ preferences: z.array(Choice).nullish() }))))

/** Categories only bring preferences with them. */
const setForContact = (store: Store, input: Input): Reply =>
  withContact(store, input, ({ contactId }) => {
    const request = Choices.safeParse(input.body)
    if (!request.success) return v2Refusal(400, 'ERROR_PREFERENCE_INVALID')
    const chosen = request.data
      .flatMap((choice) => [choice, ...(choice.preferences ?? [])])
      .flatMap(({ id, isOptedIn }) => (typeof isOptedIn === 'boolean' ? [{ preferenceId: id, isOptedIn }] : []))
    const known = (preferenceId: number): StoredPreference | undefined => store.state.preferences.get(preferenceId)
    if (!chosen.every(({ preferenceId }) => known(preferenceId)?.isPreference === true))
      return v2Refusal(404, 'ERROR_PREFERENCE_NOT_FOUND')
    const at = input.at.toISOString()
    for (const choice of chosen) store.record({ fact: 'opt-in', optIn: { contactId, ...choice, at } })
    return ok({ value: '' })
  })

/** The misspelt key is Dotdigital's. */
const wireOptIn = ({ preferenceId, isOptedIn, at }: StoredOptIn, listId: number) => ({
  marketingPreferenceId: preferenceId,
  addressBookId: listId,
  isOptedIn,
  dateModifed: at,
})

const subscriptions = (store: Store, input: Input): Reply =>
  withContact(store, input, (contact) => {
    const own = [...store.state.optIns.values()].filter(({ contactId }) => contactId === contact.contactId)
    return ok({ contact: v2Contact(contact), marketingPreferenceOptIns: own.map((optIn) => wireOptIn(optIn, 0)) })
  })

interface Row {
  readonly contact: StoredContact
  readonly optIn: StoredOptIn
}

/** Opt-ins and opt-outs of one preference, by contact, from the id asked for on. */
const rowsOf = (store: Store, preferenceId: number, { query }: Input, { isMeant }: Meant): readonly Row[] => {
  const from = Number(query['minContactID'] ?? query['minContactId'] ?? 0)
  return [...store.state.optIns.values()]
    .flatMap((optIn) => {
      const contact = optIn.preferenceId === preferenceId ? store.state.contacts.get(optIn.contactId) : undefined
      return contact === undefined || contact.contactId < from || !isMeant(contact) ? [] : [{ contact, optIn }]
    })
    .toSorted((left, right) => left.contact.contactId - right.contact.contactId)
}

const optedIn = (store: Store, preferenceId: number, input: Input, meant: Meant): Reply => {
  const rows = rowsOf(store, preferenceId, input, meant).filter(({ optIn }) => optIn.isOptedIn)
  return ok(
    rows
      .slice(0, mostRows)
      .map(({ contact }) => ({ id: contact.contactId, email: contact.identifiers['email'] ?? null })),
  )
}

const since = (store: Store, preferenceId: number, input: Input, meant: Meant): Reply => {
  const from = sinceIn(input.params)
  if (from === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  const rows = rowsOf(store, preferenceId, input, meant).filter(({ optIn }) => Date.parse(optIn.at) >= from)
  return ok(
    rows.slice(0, mostRows).map(({ contact, optIn }) => ({
      contact: v2Contact(contact),
      marketingPreferenceOptIns: [wireOptIn(optIn, meant.listId)],
    })),
  )
}
