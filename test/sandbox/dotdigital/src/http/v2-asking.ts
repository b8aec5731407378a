import { notServedHeader } from '@concord/sandbox-kit'
import { z } from 'zod'
import { type Input, ok, type Reply, v2Refusal } from './reply.js'

/** Takes an object's names in any case: connectors in production send PascalCase, and are understood. */
export const anyCase = <S extends z.ZodObject>(schema: S) => {
  const names = new Map(Object.keys(schema.shape).map((name) => [name.toLowerCase(), name]))
  const renamed = ([name, value]: [string, unknown]) => [names.get(name.toLowerCase()) ?? name, value] as const
  return z.preprocess(
    (given) => (isObject(given) ? Object.fromEntries(Object.entries(given).map(renamed)) : given),
    schema,
  )
}

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value)

/** Of an operation there is at Dotdigital, and not here, in a place where a path has an id. */
export const notServed: Reply = { status: 404, headers: { [notServedHeader]: 'true' } }

interface Window {
  readonly select: number
  readonly skip: number
}

/** `select` is 1 to 1000, `skip` not negative. */
export const windowOf = (query: Input['query']): Window | undefined => {
  const [select, skip] = [Number(query['select'] ?? 1000), Number(query['skip'] ?? 0)]
  const isValid = Number.isInteger(select) && select >= 1 && select <= 1000 && Number.isInteger(skip) && skip >= 0
  return isValid ? { select, skip } : undefined
}

export const pageOf = <T>(rows: readonly T[], query: Input['query'], wire: (row: T) => unknown): Reply => {
  const window = windowOf(query)
  if (window === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  return ok(rows.slice(window.skip, window.skip + window.select).map(wire))
}

/** One page of what happened since the `{date}` in the path. */
export const pageSince = <T>(
  rows: readonly T[],
  { params, query }: Input,
  of: { readonly at: (row: T) => string; readonly wire: (row: T) => unknown },
): Reply => {
  const since = sinceIn(params)
  if (since === undefined) return v2Refusal(400, 'ERROR_PARAMETER_INVALID')
  const recent = rows
    .filter((row) => Date.parse(of.at(row)) >= since)
    .toSorted((left, right) => of.at(left).localeCompare(of.at(right)))
  return pageOf(recent, query, of.wire)
}

/** The instant of the `{date}` in a path, in milliseconds. */
export const sinceIn = (params: Input['params']): number | undefined => {
  const since = Date.parse(params['date'] ?? '')
  return Number.isNaN(since) ? undefined : since
}

/** What is sent of a contact's data fields. */
export const KeyedFields = z
  .array(anyCase(z.object({ key: z.string(), value: z.unknown().optional() })))
  .nullish()
  .transform((fields) => Object.fromEntries((fields ?? []).map(({ key, value }) => [key, value])))
