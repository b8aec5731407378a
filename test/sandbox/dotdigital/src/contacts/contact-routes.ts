import type { z } from 'zod'
import { findBinned, findContact } from './contact-finding.js'
import { listContacts } from './contact-listing.js'
import { badRequest, contactNotFound, faultReply, invalidId } from './contact-refusals.js'
import { type ContactRequest, requestsBy } from './contact-requests.js'
import { wholeContact, wireContact } from './contact-wire.js'
import { isFault, writeContact, type Writing } from './contact-writing.js'
import type { MergeOption } from './data-field-rules.js'
import { isValidValue } from './identifiers.js'
import { type Input, ok, type Reply, type Route } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

const one = '/contacts/v3/{identifier}/{value}'

/** Contacts one by one, and listed. */
export const contactRoutes = (store: Store): readonly Route[] => [
  { method: 'get', path: '/contacts/v3', tier: 'low', handle: (input) => listContacts(store, input) },
  { method: 'post', path: '/contacts/v3', tier: 'medium', handle: ({ body }) => create(store, body) },
  {
    method: 'get',
    path: one,
    tier: 'high',
    handle: (input) => found(store, input, (contact) => ok(wireContact(store, contact, wholeContact))),
  },
  { method: 'patch', path: one, tier: 'medium', handle: (input) => patch(store, input) },
  { method: 'put', path: one, tier: 'medium', handle: (input) => replace(store, input) },
  {
    method: 'delete',
    path: one,
    tier: 'medium',
    handle: (input) =>
      found(store, input, ({ contactId }) => {
        store.record({ fact: 'contact-deleted', contactId })
        return ok({ contactId })
      }),
  },
]

interface Write extends Writing {
  readonly before: StoredContact | undefined
  readonly status: number
}

const write = (store: Store, request: ContactRequest, { before, status, ...writing }: Write): Reply => {
  const contact = writeContact(store, before, request, writing)
  if (isFault(contact)) return faultReply(contact, store.settings.now())
  return ok(wireContact(store, contact, wholeContact), status)
}

const parsed = <T>(schema: z.ZodType<T>, body: unknown, then: (request: T) => Reply): Reply => {
  const request = schema.safeParse(body)
  if (request.success) return then(request.data)
  const [issue] = request.error.issues
  return badRequest(`The ${issue?.path.join('.') ?? 'request'} field is invalid: ${issue?.message ?? ''}`)
}

/** Where the identifiers are those of a deleted contact, that one comes back, as it does with PATCH. */
const create = (store: Store, body: unknown): Reply =>
  parsed(requestsBy(store.settings.now()).create, body, (request) => {
    const [before] = Object.entries(request.identifiers).flatMap(([name, value]) =>
      name === 'contactId' ? [] : (findBinned(store.state, name, value) ?? []),
    )
    return write(store, request, { before, status: 201, mergeOption: 'overwrite' })
  })

const found = (store: Store, { params }: Input, then: (contact: StoredContact) => Reply): Reply => {
  const { identifier = '', value = '' } = params
  if (!isValidValue(store.state, identifier, value)) return invalidId(identifier, value)
  const contact = findContact(store.state, identifier, value)
  return contact === undefined ? contactNotFound(identifier, value) : then(contact)
}

const mergeOptions: ReadonlyMap<string, MergeOption> = new Map([
  ['overwrite', 'overwrite'],
  ['overwrite-if-not-empty', 'overwriteIfNotEmpty'],
  ['overwrite-if-empty', 'overwriteIfEmpty'],
])

/** An upsert; the identifier in the path is what a new contact is known by, which a contact id cannot be. */
const patch = (store: Store, { params, query, body }: Input): Reply => {
  const { identifier = '', value = '' } = params
  const mergeOption = mergeOptions.get(query['merge-option'] ?? 'overwrite')
  if (mergeOption === undefined) return badRequest('The merge-option is invalid')
  if (!isValidValue(store.state, identifier, value)) return invalidId(identifier, value)
  const before = findContact(store.state, identifier, value) ?? findBinned(store.state, identifier, value)
  if (before === undefined && identifier === 'contactId') return invalidId(identifier, value)
  return parsed(requestsBy(store.settings.now()).update, body, (request) => {
    if (before !== undefined) return write(store, request, { before, status: 200, mergeOption })
    const identifiers = { [identifier]: value, ...request.identifiers }
    return write(store, { ...request, identifiers }, { before, status: 201, mergeOption })
  })
}

const replace = (store: Store, input: Input): Reply =>
  found(store, input, (before) =>
    parsed(requestsBy(store.settings.now()).replace, input.body, (request) =>
      write(store, request, { before, status: 200, mergeOption: 'overwrite', isReplacing: true }),
    ),
  )
