import { type ContactRequest, emailOf, isAddress } from './contact-requests.js'
import { faultsIn, mergeFields, type MergeOption } from './data-field-rules.js'
import { identifierKey, type State } from './state.js'
import { firstStatus, isSuppressed, nextStatus } from './status-rules.js'
import type { StoredContact } from './world.js'

export type WriteFault =
  | { readonly fault: 'invalid-identifier'; readonly identifier: string; readonly value: string }
  | { readonly fault: 'no-identifier' }
  | { readonly fault: 'conflict'; readonly identifier: string; readonly value: string }
  | { readonly fault: 'data-fields'; readonly details: readonly { item: string; description: string }[] }

interface Writing {
  readonly at: Date
  readonly mergeOption: MergeOption
}

/** What writing `request` over `before` (undefined: a new contact) gives, or why it is refused. */
export const written = (
  state: State,
  before: StoredContact | undefined,
  request: ContactRequest,
  writing: Writing,
): StoredContact | WriteFault => {
  const identifiers = newIdentifiers(request)
  const fault = identifierFault(state, before, identifiers) ?? fieldFault(state, request)
  if (fault !== undefined) return fault
  const after = merged(state, before ?? blank(state.lastContactId + 1, writing.at), request, writing)
  const emailStatus = statusAfter(before, request)
  const isNews = isSuppressed(emailStatus) && emailStatus !== before?.emailStatus
  const removed = isNews ? { removedAt: after.updatedAt } : {}
  return { ...after, identifiers: { ...before?.identifiers, ...identifiers }, emailStatus, ...removed }
}

/** A contact with nothing said of it yet. */
const blank = (contactId: number, at: Date): StoredContact => ({
  contactId,
  identifiers: {},
  emailStatus: 'noSubscription',
  emailType: 'Html',
  optInType: 'Unknown',
  dataFields: {},
  lists: [],
  createdAt: at.toISOString(),
  updatedAt: at.toISOString(),
})

/** All but identifiers and status. */
const merged = (
  state: State,
  before: StoredContact,
  request: ContactRequest,
  { at, mergeOption }: Writing,
): StoredContact => {
  const { emailType, optInType } = emailOf(request)
  return {
    ...before,
    emailType: pascal(emailType ?? before.emailType),
    optInType: pascal(optInType ?? before.optInType),
    dataFields: mergeFields(before.dataFields, request.dataFields ?? {}, state.dataFields, mergeOption),
    lists: [...new Set([...before.lists, ...(request.lists ?? [])])],
    updatedAt: at.toISOString(),
  }
}

export const isFault = (result: StoredContact | WriteFault): result is WriteFault => 'fault' in result

/** `contactId` only ever matches: it cannot be given. */
const newIdentifiers = ({ identifiers = {} }: ContactRequest): Record<string, string> =>
  Object.fromEntries(
    Object.entries(identifiers).flatMap(([name, value]) => (name === 'contactId' ? [] : [[name, String(value)]])),
  )

const identifierFault = (
  state: State,
  before: StoredContact | undefined,
  identifiers: Readonly<Record<string, string>>,
): WriteFault | undefined => {
  if (before === undefined && identifiers['email'] === undefined && identifiers['mobileNumber'] === undefined)
    return { fault: 'no-identifier' }
  for (const [identifier, value] of Object.entries(identifiers)) {
    if (identifier === 'email' && !isAddress(value)) return { fault: 'invalid-identifier', identifier, value }
    const owner = state.contactIds.get(identifierKey(identifier, value))
    if (owner !== undefined && owner !== before?.contactId) return { fault: 'conflict', identifier, value }
  }
  return undefined
}

const fieldFault = (state: State, { dataFields = {} }: ContactRequest): WriteFault | undefined => {
  const details = faultsIn(dataFields, state.dataFields)
  return details.length === 0 ? undefined : { fault: 'data-fields', details }
}

/** A contact known by phone only has no e-mail subscription to begin with. */
const statusAfter = (before: StoredContact | undefined, request: ContactRequest): string => {
  const { status, optInType, resubscribeOptions } = emailOf(request)
  const asked = { status, optInType, resubscribeWithNoChallenge: resubscribeOptions?.resubscribeWithNoChallenge }
  if (before !== undefined) return nextStatus(before.emailStatus, asked)
  return request.identifiers?.['email'] === undefined ? 'noSubscription' : firstStatus(asked)
}

const words: Readonly<Record<string, string>> = {
  plaintext: 'PlainText',
  html: 'Html',
  unknown: 'Unknown',
  single: 'Single',
  double: 'Double',
  verifieddouble: 'VerifiedDouble',
}

const pascal = (word: string): string => words[word.toLowerCase()] ?? word

export const findContact = (state: State, identifier: string, value: string): StoredContact | undefined => {
  const id = identifier === 'contactId' ? Number(value) : state.contactIds.get(identifierKey(identifier, value))
  return id === undefined ? undefined : state.contacts.get(id)
}
