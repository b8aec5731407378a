import type { Reader } from './answer.js'
import type { Tier } from './rate-tiers.js'

/** One operation of the API. */
export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE'
  /** With names in braces, like `/contacts/v3/{identifier}/{value}`. */
  readonly path: string
  /** What it is counted as. */
  readonly tier: Tier
  /** What the braces stand for; encoded here. */
  readonly values?: Readonly<Record<string, string | number>>
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  /** A longer body is not sent. */
  readonly maxBytes?: number | undefined
  readonly read: Reader<T>
  /** Repeating it may send a message twice, so a failure says whether it may have happened. */
  readonly isSend?: boolean
}

/** What the body of an import may have: Dotdigital says 50 MB. */
export const maxImportBytes = 50_000_000

/** Does one call; what it throws is in errors.ts. */
export type Ask = <T>(call: Call<T>) => Promise<T>

/** Path and query as they go over the wire. */
export const targetOf = (call: Pick<Call<unknown>, 'path' | 'values' | 'query'>): string => pathOf(call) + queryOf(call)

const pathOf = ({ path, values = {} }: Pick<Call<unknown>, 'path' | 'values'>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? '')))

const queryOf = ({ query = {} }: Pick<Call<unknown>, 'query'>): string => {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.append(name, String(value))
  return given.size === 0 ? '' : `?${given.toString()}`
}
