import { identifierKey } from './contact-state.js'
import type { State } from '../memory/state.js'
import type { StoredContact } from '../memory/world.js'

export const findContact = (state: State, identifier: string, value: string): StoredContact | undefined => {
  const id = identifier === 'contactId' ? Number(value) : state.contactIds.get(identifierKey(identifier, value))
  return id === undefined ? undefined : state.contacts.get(id)
}

/** One that was deleted, and can come back as it was. */
export const findBinned = ({ bin }: State, identifier: string, value: string): StoredContact | undefined => {
  if (identifier === 'contactId') return bin.get(Number(value))
  const key = identifierKey(identifier, value)
  return [...bin.values()].find(({ identifiers }) => {
    const known = identifiers[identifier]
    return known !== undefined && identifierKey(identifier, known) === key
  })
}
