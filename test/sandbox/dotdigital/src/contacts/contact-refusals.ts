import type { WriteFault } from './contact-faults.js'
import { type Reply, v3Refusal } from '../http/reply.js'
import type { DotdigitalSettings } from '../settings.js'

export const badRequest = (description: string): Reply => v3Refusal(400, 'contacts:badRequest', description)

export const invalidId = (identifier: string, value: string): Reply =>
  v3Refusal(400, 'contacts:invalidId', `The id value '${value}' is invalid for the identifier '${identifier}'`)

export const contactNotFound = (identifier: string, value: string): Reply =>
  v3Refusal(404, 'contacts:contactNotFound', 'The following contacts could not be found', [
    { item: value, description: `Not found using the identifier '${identifier}'` },
  ])

export const faultReply = (fault: WriteFault, { conflictCode }: DotdigitalSettings): Reply => {
  switch (fault.fault) {
    case 'no-identifier':
      return badRequest('The Identifiers field is required')
    case 'unknown-identifier':
      return badRequest(`The identifier '${fault.identifier}' does not exist`)
    case 'invalid-identifier':
      return invalidId(fault.identifier, fault.value)
    case 'data-fields':
      return v3Refusal(400, 'contacts:badRequest', 'The data fields are invalid', fault.details)
    case 'lists':
      return v3Refusal(400, 'contacts:badRequest', 'The lists are invalid', fault.details)
    case 'preferences':
      return v3Refusal(400, 'contacts:badRequest', 'The preferences are invalid', fault.details)
    case 'conflict':
      return v3Refusal(
        409,
        `contacts:${conflictCode}`,
        `The id value '${fault.value} for the identifier '${fault.identifier}' already exists. All identifiers must be unique!`,
      )
  }
}
