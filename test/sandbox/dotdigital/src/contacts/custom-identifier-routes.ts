import { z } from 'zod'
import { isIdentifierName } from './identifiers.js'
import { type Input, ok, type Reply, type Route, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { CustomIdentifier } from '../memory/world.js'

/** Dotdigital has a limit, and publishes no number. */
const mostIdentifiers = 20
const longestName = 50

const all = '/configuration/v3/customIdentifiers'

export const customIdentifierRoutes = (store: Store): readonly Route[] => [
  { method: 'get', path: all, tier: 'high', handle: () => ok([...store.state.customIdentifiers.values()]) },
  { method: 'post', path: all, tier: 'medium', handle: (input) => create(store, input) },
  { method: 'delete', path: `${all}/{name}`, tier: 'medium', handle: (input) => remove(store, input) },
]

const Request = z.object({ name: z.string() })

/** Those of every contact have their names already. */
const taken = ['contactId', 'email', 'mobileNumber'].map((name) => name.toLowerCase())

const create = (store: Store, { body, at }: Input): Reply => {
  const { customIdentifiers } = store.state
  const { name = '' } = Request.safeParse(body).data ?? {}
  if (name.length > longestName)
    return v3Refusal(
      400,
      'customIdentifiers:nameTooLong',
      'The custom identifier is too long. It must be less than 50 characters.',
    )
  if (!isIdentifierName(name))
    return v3Refusal(400, 'customIdentifiers:badRequest', 'The custom identifier is invalid.')
  const names = [...taken, ...[...customIdentifiers.keys()].map((known) => known.toLowerCase())]
  if (names.includes(name.toLowerCase()))
    return v3Refusal(409, 'customIdentifiers:nameAlreadyExists', 'The custom identifier already exists.')
  if (customIdentifiers.size >= mostIdentifiers) return { status: 412 }
  const identifier: CustomIdentifier = { name, created: at.toISOString(), updated: at.toISOString() }
  store.record({ fact: 'custom-identifier', identifier })
  return ok(identifier, 201)
}

/** What programs look at stays; the values of contacts go with one that is deleted. */
const remove = (store: Store, { params }: Input): Reply => {
  const { name = '' } = params
  // The document's example of this body is an array.
  if (!store.state.customIdentifiers.has(name))
    return ok([{ errorCode: 'customIdentifiers:notExist', description: 'The custom identifier does not exist.' }], 404)
  const users = [...store.state.programs.values()].filter(({ customIdentifiers }) => customIdentifiers?.includes(name))
  if (users.length > 0) {
    const details = users.map((program) => ({
      item: `program:${String(program.id)}`,
      description: `Custom Identifier is used by program '${program.name}'`,
    }))
    return v3Refusal(400, 'customIdentifiers:inUse', 'The custom identiefier is in use by another entity.', details)
  }
  store.record({ fact: 'custom-identifier-deleted', name })
  return { status: 204 }
}
