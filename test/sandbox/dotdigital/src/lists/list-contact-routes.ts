import { z } from 'zod'
import type { AsyncJob, StoredList } from '../memory/account.js'
import type { AsyncJobs } from '../jobs/async-jobs.js'
import { EmailType, OptInType } from '../contacts/contact-requests.js'
import { findContact } from '../contacts/contact-writing.js'
import { leftList, standOnList } from './list-leaving.js'
import { hasLeft, isOut, membersOf, wireList } from './list-rules.js'
import { withList } from './list-routes.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import { anyCase, KeyedFields, pageOf, pageSince } from '../http/v2-asking.js'
import { hasAddress, wireIn } from '../contacts/v2-contact-routes.js'
import { v2Contact } from '../contacts/v2-wire.js'
import { isReply, writeByV2 } from '../contacts/v2-writing.js'
import type { StoredContact } from '../memory/world.js'

const ofList = '/v2/address-books/{id}/contacts'

/** Who is on a list. */
export const listContactRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => [
  ...readingRoutes(store),
  ...leavingRoutes(store, jobs),
  { method: 'post', path: ofList, tier: 'medium', handle: (input) => add(store, input) },
]

const readingRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: ofList,
    tier: 'low',
    handle: (input) => withList(store, input, ({ id }) => pageOf(told(store, id), input.query, wireIn(input.query))),
  },
  {
    method: 'get',
    path: `${ofList}/modified-since/{date}`,
    tier: 'low',
    handle: (input) =>
      withList(store, input, ({ id }) =>
        pageSince(told(store, id), input, { at: ({ updatedAt }) => updatedAt, wire: wireIn(input.query) }),
      ),
  },
  {
    method: 'get',
    path: '/v2/contacts/{contactId}/address-books',
    tier: 'high',
    handle: (input) => withContact(store, input, (contact) => listsOf(store, contact, input.query)),
  },
]

const told = ({ state }: Store, listId: number): readonly StoredContact[] => membersOf(state, listId).filter(hasAddress)

const listsOf = (store: Store, contact: StoredContact, query: Input['query']): Reply => {
  const lists = contact.lists
    .filter((id) => !hasLeft(store.state, id, contact.contactId))
    .flatMap((id) => store.state.lists.get(id) ?? [])
  return pageOf(lists, query, (list) => wireList(store.state, list))
}

const leavingRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => [
  {
    method: 'delete',
    path: `${ofList}/{contactId}`,
    tier: 'medium',
    handle: (input) =>
      withList(store, input, ({ id }) => withContact(store, input, (contact) => remove(store, id, contact))),
  },
  {
    method: 'delete',
    path: ofList,
    tier: 'medium',
    handle: (input) =>
      withList(store, input, ({ id }) => {
        leftList(store, id)
        return { status: 204 }
      }),
  },
  {
    method: 'post',
    path: `${ofList}/delete`,
    tier: 'low',
    handle: (input) => withList(store, input, ({ id }) => removeMany(jobs, id, input.body)),
  },
  {
    method: 'post',
    path: `${ofList}/delete-all`,
    tier: 'low',
    handle: (input) =>
      withList(store, input, ({ id }) => started(jobs.accept({ kind: 'remove-from-list', listId: id }))),
  },
  {
    method: 'get',
    path: '/v2/contacts/deletion/{deletionRequestId}',
    tier: 'unlimited',
    handle: ({ params }) => {
      const job = jobs.find(params['deletionRequestId'] ?? '', 'remove-from-list')
      if (job === undefined) return v2Refusal(404, 'ERROR_PARAMETER_INVALID')
      return ok({ id: job.id, status: deletionStatus(job) })
    },
  },
]

const deletionStatus = ({ summary }: AsyncJob): string => {
  if (summary === undefined) return 'Started'
  return summary.isFailed === true ? 'Failed' : 'Completed'
}

const started = ({ id }: { readonly id: string }): Reply => ok({ id, status: 'Started' }, 202)

/** The contact a path names by its `contactId`. */
const withContact = (store: Store, { params }: Input, then: (contact: StoredContact) => Reply): Reply => {
  const contact = findContact(store.state, 'contactId', params['contactId'] ?? '')
  return contact === undefined ? v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND') : then(contact)
}

const remove = (store: Store, listId: number, { contactId }: StoredContact): Reply =>
  leftList(store, listId, [contactId]) === 0 ? v2Refusal(404, 'ERROR_CONTACT_NOT_FOUND') : { status: 204 }

const removeMany = (jobs: AsyncJobs, listId: number, body: unknown): Reply => {
  const contactIds = z.array(z.number().int()).min(1).safeParse(body)
  if (!contactIds.success) return v2Refusal(400, 'ERROR_CONTACTS_ARE_NOT_SPECIFIED')
  return started(jobs.accept({ kind: 'remove-from-list', listId, contactIds: contactIds.data }))
}

const NewMember = anyCase(
  z.object({
    email: z.string(),
    optInType: OptInType.nullish(),
    emailType: EmailType.nullish(),
    dataFields: KeyedFields,
  }),
)

const add = (store: Store, input: Input): Reply =>
  withList(store, input, (list) => {
    const request = NewMember.safeParse(input.body)
    if (!request.success) return v2Refusal(400, 'ERROR_CONTACT_INVALID')
    const before = findContact(store.state, 'email', request.data.email)
    return (before && refusalToAdd(store, list, before)) ?? addContact(store, list, { before, asked: request.data })
  })

/** v2 writes nothing of whom it may not write to. */
const refusalToAdd = (store: Store, { id }: StoredList, contact: StoredContact): Reply | undefined => {
  if (isOut(contact.emailStatus)) return v2Refusal(400, 'ERROR_CONTACT_SUPPRESSED', 'Contact is suppressed.')
  if (!hasLeft(store.state, id, contact.contactId)) return undefined
  return v2Refusal(400, 'ERROR_CONTACT_SUPPRESSEDFORADDRESSBOOK')
}

interface Adding {
  readonly before: StoredContact | undefined
  readonly asked: z.output<typeof NewMember>
}

const addContact = (store: Store, { id }: StoredList, { before, asked }: Adding): Reply => {
  const { email, dataFields } = asked
  const channel = { optInType: asked.optInType ?? undefined, emailType: asked.emailType ?? undefined }
  const request = { identifiers: { email }, dataFields, lists: [id], channelProperties: { email: channel } }
  const contact = writeByV2(store, before, request)
  if (isReply(contact)) return contact
  standOnList(store, { listId: id, contactId: contact.contactId }, 'subscribed')
  return ok(v2Contact(contact, true))
}
