import type { Operation, Parameter } from '../operations.js'
import { nodeAt, type Vendor } from '../documents.js'

export interface Door {
  readonly vendor: Vendor
  /** With a marketplace's prefix. */
  readonly url: string
  readonly authorization: string
}

/**
 * Asks for every documented operation by hand, of things that do not exist and with an empty body, and once more without
 * credentials. Tells which operations are served at all.
 */
export const knock = async (door: Door, operations: readonly Operation[]): Promise<readonly Operation[]> => {
  const served: Operation[] = []
  for (const operation of oneOfEach(operations.filter(({ vendor, path }) => vendor === door.vendor && hasPath(path)))) {
    const answer = await ask(door, operation, { authorization: door.authorization })
    if (isUnserved(answer.status, await answer.text())) continue
    served.push(operation)
    await ask(door, operation, {})
  }
  return served
}

/** OR15 has an address made for each export. */
const hasPath = (path: string): boolean => !path.startsWith('/dynamic-url/')

/** What both sandboxes answer where nothing is: a 404 that names no thing. */
export const isUnserved = (status: number, body: string): boolean =>
  status === 404 && (body === '' || body.includes('"Not Found"'))

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

/** A value that is well formed and names nothing. */
const nobody = (parameter: Parameter | undefined): string => {
  const { type, format, enum: words } = nodeAt(nodeAt(parameter?.held, 'properties'), 'value')
  if (Array.isArray(words)) return String(words[0])
  if (type === 'integer' || type === 'number') return '999999999'
  if (format === 'uuid' || format === 'guid') return '00000000-0000-4000-8000-000000000000'
  if (format === 'date' || format === 'date-time' || parameter?.name === 'date') return '2026-01-01'
  return 'nothing-here'
}
