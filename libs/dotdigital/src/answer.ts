import type { z } from 'zod'

export type Headers = Readonly<Record<string, string | readonly string[] | undefined>>

/** What came back over the wire, read to its end. */
export interface Answer {
  readonly status: number
  readonly headers: Headers
  readonly body: string
}

/** Makes a value of a body; throws where the body is not what the operation promises. */
export type Reader<T> = (body: string) => T

/** A syntax error of JSON.parse quotes the payload, and so is never let out. */
export const jsonOf = (body: string): unknown => {
  try {
    return JSON.parse(body) as unknown
  } catch {
    return undefined
  }
}

/** Reads JSON leniently: the schemas keep unknown fields and enum values. */
export const json =
  <T>(schema: z.ZodType<T>): Reader<T> =>
  (body) =>
    schema.parse(jsonOf(body))

export const nothing: Reader<void> = () => undefined

export const text: Reader<string> = (body) => body
