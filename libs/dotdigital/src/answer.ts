import type { z } from 'zod'
import { readJson } from './exact-json.js'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What came back over the wire, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Makes a value of a body; throws where the body is not what the operation promises. */
export type Reader<T> = (body: string) => T

/** The body is cut short, or comes from something that does not speak JSON. */
export class NotJson extends Error {}

/** A syntax error quotes the payload, and so is never let out. */
export const jsonOf = (body: string): unknown => {
  try {
    return readJson(body)
  } catch {
    return undefined
  }
}

/**
 * Reads JSON leniently: the schemas keep unknown fields and enum values.
 *
 * @throws NotJson where a part of the answer is missing; the same call may succeed
 */
export const json =
  <T>(schema: z.ZodType<T>): Reader<T> =>
  (body) => {
    const value = jsonOf(body)
    if (value === undefined) throw new NotJson('The body is cut or not JSON')
    return schema.parse(value)
  }

export const nothing: Reader<void> = () => undefined

export const text: Reader<string> = (body) => body
