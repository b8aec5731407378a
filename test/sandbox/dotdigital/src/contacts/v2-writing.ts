import type { ContactRequest } from './contact-requests.js'
import { isFault, writeContact, type WriteFault } from './contact-writing.js'
import { type Reply, v2Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { StoredContact } from '../memory/world.js'

/** Writes a contact as v2 does, and keeps it; or tells why not. */
export const writeByV2 = (
  store: Store,
  before: StoredContact | undefined,
  request: ContactRequest,
): StoredContact | Reply => {
  const contact = writeContact(store, before, request, { mergeOption: 'overwrite' })
  return isFault(contact) ? refusalOf(contact) : contact
}

export const isReply = (result: StoredContact | Reply): result is Reply => !('contactId' in result)

const refusalOf = (fault: WriteFault): Reply => {
  switch (fault.fault) {
    case 'data-fields':
      return v2Refusal(400, 'ERROR_DATAFIELD_NOTFOUND', `${fault.details.map(({ item }) => item).join(', ')}:`)
    case 'conflict':
      return v2Refusal(400, 'ERROR_NON_UNIQUE_EMAIL')
    default:
      return v2Refusal(400, 'ERROR_PARAMETER_INVALID', 'Email is not a valid email address.')
  }
}
