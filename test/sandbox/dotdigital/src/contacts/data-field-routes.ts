import { z } from 'zod'
import { faultsIn, systemFields } from './data-field-rules.js'
import { type Input, ok, type Reply, type Route, v2Refusal } from '../http/reply.js'
import type { State } from '../memory/state.js'
import type { Store } from '../memory/store.js'
import { anyCase } from '../http/v2-asking.js'
import type { SandboxDataField } from '../memory/world.js'

/** Dotdigital has a limit, and publishes no number. */
const mostFields = 500
/** Characters of a text; what Dotdigital's own connectors cut texts to. */
const longestText = 1000

export const dataFieldRoutes = (store: Store): readonly Route[] => [
  {
    method: 'get',
    path: '/v2/data-fields',
    tier: 'high',
    handle: () => ok([...store.state.dataFields.values()].map(wireField)),
  },
  { method: 'post', path: '/v2/data-fields', tier: 'medium', handle: ({ body }) => create(store, body) },
  { method: 'delete', path: '/v2/data-fields/{name}', tier: 'medium', handle: (input) => remove(store, input) },
]

const wireField = ({ name, type, visibility, defaultValue }: SandboxDataField) => ({
  name,
  type,
  visibility: visibility ?? 'Private',
  defaultValue: defaultValue ?? null,
})

const types = ['String', 'Numeric', 'Date', 'Boolean'] as const
const visibilities = ['Private', 'Public'] as const

/** A word in any case: connectors in production send types in lower case. */
const oneOf = <const T extends readonly string[]>(words: T) =>
  z.string().transform((text, context): T[number] => {
    const word = words.find((known) => known.toLowerCase() === text.toLowerCase())
    if (word === undefined) context.addIssue('unknown word')
    return word ?? z.NEVER
  })

const NewField = anyCase(
  z.object({
    name: z.string().regex(/^[A-Za-z0-9_-]{1,20}$/),
    type: oneOf(types),
    visibility: oneOf(visibilities).nullish(),
    defaultValue: z.unknown().optional(),
  }),
)

const create = (store: Store, body: unknown): Reply => {
  const request = NewField.safeParse(body)
  if (!request.success) return v2Refusal(400, 'ERROR_DATAFIELD_INVALID')
  const { name, type, visibility, defaultValue } = request.data
  const field = { name, type, visibility: visibility ?? 'Private', defaultValue: defaultValue ?? null } as const
  const refusal = refusalOf(store.state, field)
  if (refusal !== undefined) return refusal
  store.record({ fact: 'data-field', field })
  return ok(wireField(field), 201)
}

const refusalOf = ({ dataFields }: State, field: SandboxDataField): Reply | undefined => {
  const { name, defaultValue } = field
  if (dataFields.has(name.toUpperCase())) {
    return v2Refusal(400, 'ERROR_NON_UNIQUE_DATAFIELD', 'Field already exists.')
  }
  if (dataFields.size >= mostFields) return v2Refusal(400, 'ERROR_DATAFIELD_LIMITEXCEEDED')
  if (String(defaultValue).length > longestText) return v2Refusal(400, 'ERROR_DATAFIELD_VALUE_OVERFLOW')
  const hasFault = faultsIn({ [name]: defaultValue }, new Map([[name.toUpperCase(), field]])).length > 0
  return hasFault ? v2Refusal(400, 'ERROR_DATAFIELD_INVALID') : undefined
}

/** What is used stays, and the answer names what uses it; its values go with a field that is deleted. */
const remove = (store: Store, { params }: Input): Reply => {
  const name = (params['name'] ?? '').toUpperCase()
  if (!store.state.dataFields.has(name)) return v2Refusal(404, 'ERROR_DATAFIELD_NOTFOUND')
  if (systemFields.some((field) => field.name === name)) return v2Refusal(400, 'ERROR_DATAFIELD_INVALID')
  const dependencies = usersOf(store.state, name)
  if (dependencies.length > 0) return ok({ dependencies, result: false })
  store.record({ fact: 'data-field-deleted', name })
  return ok({ dependencies: null, result: true })
}

const usersOf = ({ programs, campaigns }: State, name: string): readonly string[] => {
  const uses = ({ dataFields }: { readonly dataFields?: readonly string[] | undefined }) =>
    dataFields?.some((used) => used.toUpperCase() === name) === true
  return [
    ...[...programs.values()].filter(uses).map(({ id }) => `Used in program ${String(id)}`),
    ...[...campaigns.values()].filter(uses).map(({ id }) => `Used in campaign ${String(id)}`),
  ]
}
