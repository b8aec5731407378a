import type { ContactRequest } from './contact-requests.js'
import { identifierKey } from './contact-state.js'
import { faultsIn } from './data-field-rules.js'
import { isKnownIdentifier, isValidValue } from './identifiers.js'
import type { State } from '../memory/state.js'
import type { StoredContact } from '../memory/world.js'

/** Why a contact cannot be written. */
export type WriteFault =
  | { readonly fault: 'invalid-identifier'; readonly identifier: string; readonly value: string }
  | { readonly fault: 'unknown-identifier'; readonly identifier: string }
  | { readonly fault: 'no-identifier' }
  | { readonly fault: 'conflict'; readonly identifier: string; readonly value: string }
  | { readonly fault: 'data-fields'; readonly details: readonly FaultDetail[] }
  | { readonly fault: 'lists'; readonly details: readonly FaultDetail[] }
  | { readonly fault: 'preferences'; readonly details: readonly FaultDetail[] }

interface FaultDetail {
  readonly item: string
  readonly description: string
}

type Identifiers = Readonly<Record<string, string>>

/** @param after the identifiers the contact would have, `given` among them */
export const identifierFault = (
  state: State,
  before: StoredContact | undefined,
  { given, after }: { readonly given: Identifiers; readonly after: Identifiers },
): WriteFault | undefined => {
  for (const [identifier, value] of Object.entries(given)) {
    if (!isKnownIdentifier(state, identifier)) return { fault: 'unknown-identifier', identifier }
    if (!isValidValue(state, identifier, value)) return { fault: 'invalid-identifier', identifier, value }
  }
  // A custom identifier is never the only one.
  if (after['email'] === undefined && after['mobileNumber'] === undefined) return { fault: 'no-identifier' }
  for (const [identifier, value] of Object.entries(after)) {
    const owner = state.contactIds.get(identifierKey(identifier, value))
    if (owner !== undefined && owner !== before?.contactId) return { fault: 'conflict', identifier, value }
  }
  return undefined
}

/** What a request names must be there. */
export const contentFault = (
  state: State,
  { dataFields, lists, preferences }: ContactRequest,
): WriteFault | undefined => {
  const fieldDetails = faultsIn(dataFields ?? {}, state.dataFields)
  if (fieldDetails.length > 0) return { fault: 'data-fields', details: fieldDetails }
  const missing = (lists ?? []).filter((id) => !state.lists.has(id))
  if (missing.length > 0) return { fault: 'lists', details: missing.map((id) => detail(id, 'The list does not exist')) }
  const noPreferences = (preferences ?? []).filter(({ id }) => state.preferences.get(id)?.isPreference !== true)
  if (noPreferences.length === 0) return undefined
  return { fault: 'preferences', details: noPreferences.map(({ id }) => detail(id, 'The preference does not exist')) }
}

const detail = (id: number, description: string): FaultDetail => ({ item: String(id), description })
