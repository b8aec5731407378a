import type { z } from 'zod'
import { type ContactRequest, CreateRequest, isAddress, UpdateRequest } from './contact-requests.js'
import { wholeContact, wireContact, type Parts } from './contact-wire.js'
import { findContact, isFault, written, type WriteFault } from './contact-writing.js'
import type { MergeOption } from './data-field-rules.js'
import { type Input, ok, type Reply, type Route, sinceOf, v3Page, v3Refusal } from './reply.js'
import type { Store } from './store.js'
import type { StoredContact } from './world.js'

/** The code of a 409: the specification says `idAlreadyExists`, production was seen to answer `identifierConflict`. */
export type ConflictCode = 'identifierConflict' | 'idAlreadyExists'

const one = '/contacts/v3/{identifier}/{value}'

export const contactRoutes = (store: Store, conflictCode: ConflictCode): readonly Route[] => {
  const write = (
    before: StoredContact | undefined,
    request: ContactRequest,
    at: Date,
    mergeOption: MergeOption,
  ): Reply => {
    const contact = written(store.state, before, request, { at, mergeOption })
    if (isFault(contact)) return faultReply(contact, conflictCode)
    store.record({ fact: 'contact', contact })
    return ok(wireContact(contact, wholeContact), before === undefined ? 201 : 200)
  }
  return [
    { method: 'get', path: '/contacts/v3', tier: 'low', handle: (input) => list(store, input) },
    {
      method: 'post',
      path: '/contacts/v3',
      tier: 'medium',
      handle: ({ body, at }) => parsed(CreateRequest, body, (request) => write(undefined, request, at, 'overwrite')),
    },
    {
      method: 'get',
      path: one,
      tier: 'high',
      handle: (input) => found(store, input, (contact) => ok(wireContact(contact, wholeContact))),
    },
    { method: 'patch', path: one, tier: 'medium', handle: (input) => patch(store, input, write) },
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
}

export const badRequest = (description: string): Reply => v3Refusal(400, 'contacts:badRequest', description)

const parsed = <T>(schema: z.ZodType<T>, body: unknown, then: (request: T) => Reply): Reply => {
  const request = schema.safeParse(body)
  if (request.success) return then(request.data)
  const [issue] = request.error.issues
  return badRequest(`The ${issue?.path.join('.') ?? 'request'} field is invalid: ${issue?.message ?? ''}`)
}

const faultReply = (fault: WriteFault, conflictCode: ConflictCode): Reply => {
  switch (fault.fault) {
    case 'no-identifier':
      return badRequest('The Identifiers field is required')
    case 'invalid-identifier':
      return v3Refusal(
        400,
        'contacts:invalidId',
        `The id value '${fault.value}' is invalid for the identifier '${fault.identifier}'`,
      )
    case 'data-fields':
      return v3Refusal(400, 'contacts:badRequest', 'The data fields are invalid', fault.details)
    case 'conflict':
      return v3Refusal(
        409,
        `contacts:${conflictCode}`,
        `The id value '${fault.value} for the identifier '${fault.identifier}' already exists. All identifiers must be unique!`,
      )
  }
}

const found = (store: Store, { params }: Input, then: (contact: StoredContact) => Reply): Reply => {
  const { identifier = '', value = '' } = params
  if (isInvalid(identifier, value))
    return v3Refusal(400, 'contacts:invalidId', `The id value '${value}' is invalid for the identifier '${identifier}'`)
  const contact = findContact(store.state, identifier, value)
  if (contact !== undefined) return then(contact)
  return v3Refusal(404, 'contacts:contactNotFound', 'The following contacts could not be found', [
    { item: value, description: `Not found using the identifier '${identifier}'` },
  ])
}

const isInvalid = (identifier: string, value: string): boolean =>
  (identifier === 'contactId' && !/^\d+$/.test(value)) ||
  (identifier === 'email' && !isAddress(value)) ||
  value.length > 256

const mergeOptions: Readonly<Record<string, MergeOption>> = {
  overwrite: 'overwrite',
  'overwrite-if-not-empty': 'overwriteIfNotEmpty',
  'overwrite-if-empty': 'overwriteIfEmpty',
}

type Write = (before: StoredContact | undefined, request: ContactRequest, at: Date, mergeOption: MergeOption) => Reply

/** An upsert; the identifier in the path is what a new contact is known by, which a contact id cannot be. */
const patch = (store: Store, { params, query, body, at }: Input, write: Write): Reply => {
  const { identifier = '', value = '' } = params
  const mergeOption = mergeOptions[query['merge-option'] ?? 'overwrite']
  if (mergeOption === undefined) return badRequest('The merge-option is invalid')
  const before = findContact(store.state, identifier, value)
  if (isInvalid(identifier, value) || (identifier === 'contactId' && before === undefined)) {
    return v3Refusal(400, 'contacts:invalidId', `The id value '${value}' is invalid for the identifier '${identifier}'`)
  }
  return parsed(UpdateRequest, body, (request) =>
    write(
      before,
      before === undefined ? { ...request, identifiers: { [identifier]: value, ...request.identifiers } } : request,
      at,
      mergeOption,
    ),
  )
}

const list = (store: Store, input: Input): Reply => {
  const { query } = input
  const filter = query['~modified'] ?? query['~created']
  const since = sinceOf(filter)
  if (Number.isNaN(since) || (query['~modified'] !== undefined && query['~created'] !== undefined)) {
    return v3Refusal(400, 'contacts:invalidFilter', `The filter value '${filter ?? ''}' is invalid`)
  }
  const changedAt = (contact: StoredContact) =>
    Date.parse(query['~created'] === undefined ? contact.updatedAt : contact.createdAt)
  const listId = query['~listId']
  const contacts = [...store.state.contacts.values()]
    .filter(
      (contact) => changedAt(contact) >= since && (listId === undefined || contact.lists.includes(Number(listId))),
    )
    .toSorted((left, right) => left.contactId - right.contactId)
    .map((contact) => wireContact(contact, partsOf(query)))
  return v3Page(contacts, input, '/contacts/v3') ?? badRequest('The limit must be between 1 and 5000')
}

const partsOf = (query: Input['query']): Parts => {
  const included = (query['include'] ?? '').split('|')
  const names = (query['data-fields'] ?? '').toUpperCase()
  return {
    channelProperties: included.includes('channelProperties'),
    lists: included.includes('lists'),
    dataFields: names === '[[ALL]]' ? 'all' : names.split('|').filter((name) => name !== ''),
  }
}
