import { z } from 'zod'
import { wireSuppression } from '../contacts/contact-wire.js'
import { findContact } from '../contacts/contact-writing.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import { answerChallenge, resubscribe, type Resubscription } from './resubscribing.js'
import { isSuppressed } from './status-rules.js'
import type { Store } from '../memory/store.js'
import { anyCase, KeyedFields, pageSince } from '../http/v2-asking.js'
import { v2Contact } from '../contacts/v2-wire.js'
import { isReply, writeByV2 } from '../contacts/v2-writing.js'
import type { StoredContact } from '../memory/world.js'

/** Who may be written to, for the whole account. */
export const subscriptionRoutes = (store: Store): readonly Route[] => [
  ...suppressionRoutes(store),
  { method: 'post', path: '/v2/contacts/unsubscribe', tier: 'medium', handle: ({ body }) => unsubscribe(store, body) },
  {
    method: 'put',
    path: '/v2/contacts/suppress-contacts',
    tier: 'low',
    handle: ({ body }) => suppress(store, body),
  },
  {
    method: 'post',
    path: '/v2/contacts/resubscribe',
    tier: 'medium',
    handle: ({ body }) => resubscription(store, body, { isChallenged: true }),
  },
  {
    method: 'post',
    path: '/v2/contacts/resubscribe-with-no-challenge',
    tier: 'medium',
    handle: ({ body }) => resubscription(store, body, { isChallenged: false }),
  },
]

export const challengeControlRoutes = (store: Store): readonly Route[] => [
  {
    method: 'post',
    path: '/_sandbox/contacts/{email}/answer-challenge',
    tier: 'unlimited',
    handle: (input) => answer(store, input),
  },
]

const suppressionRoutes = (store: Store): readonly Route[] => {
  const since = (input: Input, isMeant: (contact: StoredContact) => boolean) =>
    pageSince([...store.state.contacts.values()].filter(isMeant), input, { at: removal, wire: wireSuppression })
  return [
    {
      method: 'get',
      path: '/v2/contacts/suppressed-since/{date}',
      tier: 'low',
      handle: (input) => since(input, ({ emailStatus }) => isSuppressed(emailStatus)),
    },
    {
      method: 'get',
      path: '/v2/contacts/unsubscribed-since/{date}',
      tier: 'low',
      handle: (input) => since(input, ({ emailStatus }) => emailStatus === 'unsubscribed'),
    },
  ]
}

const removal = ({ removedAt, updatedAt }: StoredContact): string => removedAt ?? updatedAt

const Addressed = anyCase(z.object({ email: z.string() }))

/** The contact a body names by its address. */
export const withAddressed = (store: Store, body: unknown, then: (contact: StoredContact) => Reply): Reply => {
  const request = Addressed.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_CONTACT_INVALID')
  const contact = findContact(store.state, 'email', request.data.email)
  return contact === undefined ? v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND') : then(contact)
}

const statusChange = (status: 'unsubscribed' | 'suppressed') => ({ channelProperties: { email: { status } } })

const unsubscribe = (store: Store, body: unknown): Reply =>
  withAddressed(store, body, (before) => {
    const contact = writeByV2(store, before, statusChange('unsubscribed'))
    return isReply(contact) ? contact : ok(wireSuppression(contact))
  })

const Suppressed = z.array(anyCase(z.object({ id: z.number().int().nullish(), email: z.string().nullish() }))).min(1)

/** Each is named again as it was asked for: the id 0 or the address null where it was not given. */
const suppress = (store: Store, body: unknown): Reply => {
  const request = Suppressed.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_CONTACTS_ARE_NOT_SPECIFIED')
  const results = request.data.map(({ id, email }) => {
    const contact = id
      ? findContact(store.state, 'contactId', String(id))
      : findContact(store.state, 'email', email ?? '')
    if (contact !== undefined) writeByV2(store, contact, statusChange('suppressed'))
    return { isFound: contact !== undefined, asked: { id: id ?? 0, email: email ?? null } }
  })
  const named = (isMeant: boolean) => results.filter(({ isFound }) => isFound === isMeant).map(({ asked }) => asked)
  return ok({ suppressed: named(true), notFound: named(false) })
}

const ResubscribeRequest = anyCase(
  z.object({
    unsubscribedContact: anyCase(z.object({ email: z.string(), dataFields: KeyedFields })),
    preferredLocale: z.string().nullish(),
    returnUrlToUseIfChallenged: z.string().nullish(),
  }),
)

/** Data fields are taken in any case; whether the contact is back is for the rules to say. */
export const resubscription = (
  store: Store,
  body: unknown,
  asked: Pick<Resubscription, 'listId' | 'isChallenged'>,
): Reply => {
  const request = ResubscribeRequest.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_CONTACT_RESUBSCRIPTION_INVALID')
  const { unsubscribedContact, preferredLocale, returnUrlToUseIfChallenged } = request.data
  return withAddressed(store, unsubscribedContact, (before) => {
    const written = writeByV2(store, before, { dataFields: unsubscribedContact.dataFields })
    if (isReply(written)) return written
    const words = { preferredLocale: preferredLocale ?? undefined, returnUrl: returnUrlToUseIfChallenged ?? undefined }
    const status = resubscribe(store, written, { ...asked, ...words })
    return ok({ contact: v2Contact(store.state.contacts.get(written.contactId) ?? written), status })
  })
}

/** As the person would, by the link in the e-mail that asked. */
const answer = (store: Store, { params }: Input): Reply => {
  const contact = findContact(store.state, 'email', params['email'] ?? '')
  const answered = contact && answerChallenge(store, contact)
  if (answered === undefined) return { status: 404, body: { message: 'nobody of that address was asked' } }
  return ok({ contactId: answered.contactId })
}
