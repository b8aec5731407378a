import { notServedHeader } from '@concord/sandbox-kit'
import type { Operation, Parameter } from '../operations.js'
import { nodeAt, type Vendor } from '../documents.js'

export interface Door {
  readonly vendor: Vendor
  /** With a marketplace's prefix. */
  readonly url: string
  readonly authorization: string
}

/** Every documented operation, by whether the sandbox has it. */
export interface Knocked {
  readonly served: readonly Operation[]
  readonly notServed: readonly Operation[]
}

/** Asks for every documented operation by hand, of things that do not exist and with an empty body, and again without credentials. */
export const knock = async (door: Door, operations: readonly Operation[]): Promise<Knocked> => {
  const mine = oneOfEach(operations.filter(({ vendor, path }) => vendor === door.vendor && hasPath(path)))
  const served = new Set<Operation>()
  for (const operation of mine) {
    const { headers } = await ask(door, operation, { authorization: door.authorization })
    if (headers.has(notServedHeader)) continue
    served.add(operation)
    await ask(door, operation, {})
  }
  return { served: [...served], notServed: mine.filter((operation) => !served.has(operation)) }
}

/** OR15 has an address made for each export. */
const hasPath = (path: string): boolean => !path.startsWith('/dynamic-url/')

/** Several documents describe one operation, with other names in the braces. */
const oneOfEach = (operations: readonly Operation[]): readonly Operation[] => [
  ...new Map(operations.toReversed().map((each) => [`${each.method} ${nameless(each.path)}`, each])).values(),
]

export const nameless = (path: string): string => path.replaceAll(/\{[^}]*\}/g, '{}')

const ask = (door: Door, operation: Operation, headers: Record<string, string>): Promise<Response> => {
  const parameters = operation.request?.parameters ?? []
  const path = operation.path.replaceAll(/\{([^}]*)\}/g, (_, name: string) =>
    nobody(parameters.find((each) => each.in === 'path' && each.name === name)),
  )
  const { method } = operation
  if (method === 'GET' || method === 'DELETE') return fetch(`${door.url}${path}`, { method, headers })
  const json = { 'content-type': 'application/json' }
  return fetch(`${door.url}${path}`, { method, headers: { ...headers, ...json }, body: '{}' })
}

/** By name, where its schema does not say what is well formed. */
const ofNames: Readonly<Record<string, string>> = { date: '2026-01-01', contactIdentifier: 'nobody@example.com' }

const ofFormats: Readonly<Record<string, string>> = {
  uuid: '00000000-0000-4000-8000-000000000000',
  guid: '00000000-0000-4000-8000-000000000000',
  date: '2026-01-01',
  'date-time': '2026-01-01',
}

/** A value that is well formed and names nothing. */
const nobody = (parameter: Parameter | undefined): string => {
  const { type, format, enum: words } = nodeAt(nodeAt(parameter?.held, 'properties'), 'value')
  if (Array.isArray(words)) return String(words[0])
  if (type === 'integer' || type === 'number') return '999999999'
  return ofFormats[String(format)] ?? ofNames[parameter?.name ?? ''] ?? 'nothing-here'
}
