import { pairKey } from '../memory/account-state.js'
import { standOnList } from './list-leaving.js'
import { withList } from './list-routes.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { resubscription, withAddressed } from '../subscriptions/subscription-routes.js'
import { pageSince } from '../http/v2-asking.js'
import { v2Contact } from '../contacts/v2-wire.js'
import type { StoredContact } from '../memory/world.js'

const ofList = '/v2/address-books/{id}/contacts'

/** Who has left a list, and may come back; the account's own word on a contact stays as it is. */
export const listSubscriptionRoutes = (store: Store): readonly Route[] => [
  { method: 'post', path: `${ofList}/unsubscribe`, tier: 'medium', handle: (input) => unsubscribe(store, input) },
  {
    method: 'post',
    path: `${ofList}/resubscribe`,
    tier: 'medium',
    handle: (input) =>
      withList(store, input, ({ id }) => resubscription(store, input.body, { listId: id, isChallenged: true })),
  },
  {
    method: 'post',
    path: `${ofList}/resubscribe-with-no-challenge`,
    tier: 'medium',
    handle: (input) =>
      withList(store, input, ({ id }) => resubscription(store, input.body, { listId: id, isChallenged: false })),
  },
  {
    method: 'get',
    path: `${ofList}/unsubscribed-since/{date}`,
    tier: 'low',
    handle: (input) => unsubscribedSince(store, input),
  },
]

const unsubscribe = (store: Store, input: Input): Reply =>
  withList(store, input, ({ id }) =>
    withAddressed(store, input.body, (contact) => {
      if (!contact.lists.includes(id)) return v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND')
      standOnList(store, { listId: id, contactId: contact.contactId }, 'suppressed')
      return ok(departure(contact, leftAt(store, id, contact)))
    }),
  )

const leftAt = (store: Store, listId: number, { contactId }: StoredContact): string =>
  store.state.standings.get(pairKey(listId, contactId))?.at ?? store.now().toISOString()

const departure = (contact: StoredContact, dateRemoved: string) => ({
  suppressedContact: v2Contact(contact),
  dateRemoved,
  reason: 'Unsubscribed',
})

const unsubscribedSince = (store: Store, input: Input): Reply =>
  withList(store, input, ({ id }) => {
    const gone = [...store.state.standings.values()].flatMap(({ listId, contactId, status, at }) => {
      const contact = store.state.contacts.get(contactId)
      return listId === id && status === 'suppressed' && contact !== undefined ? [{ contact, at }] : []
    })
    return pageSince(gone, input, { at: ({ at }) => at, wire: ({ contact, at }) => departure(contact, at) })
  })
