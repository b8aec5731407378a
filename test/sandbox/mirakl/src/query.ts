import type { Request } from 'express'
import { Problem } from './problem.js'

/** Mirakl refuses more ids than this in one parameter. */
const maxIds = 100

/** What was asked, each parameter as its texts: repeated ones stay apart, comma lists are not yet split. */
export type Query = (name: string) => readonly string[]

export const queryOf = (request: Request): Query => {
  const { searchParams } = new URL(request.originalUrl, 'http://localhost')
  return (name) => searchParams.getAll(name)
}

/** A comma-separated parameter; undefined where it was not sent, since an empty one filters too. */
export const csv = (query: Query, name: string): ReadonlySet<string> | undefined =>
  limited(name, endlessCsv(query, name))

/** One of the few without a limit. */
export const endlessCsv = (query: Query, name: string): readonly string[] | undefined =>
  query(name)[0]
    ?.split(',')
    .filter((part) => part !== '')

const limited = (name: string, parts: readonly string[] | undefined): ReadonlySet<string> | undefined => {
  if (parts === undefined) return undefined
  if (parts.length > maxIds) throw new Problem(400, `The limit of 100 is exceeded for the parameter : ${name}`)
  return new Set(parts)
}

/** A comma-separated parameter that knows its words. */
export const csvOf = (query: Query, name: string, words: readonly string[]): ReadonlySet<string> | undefined => {
  const given = csv(query, name)
  const strange = [...(given ?? [])].find((word) => !words.includes(word))
  if (strange !== undefined) throw new Problem(400, `The parameter ${name} has no value '${strange}'`)
  return given
}

/** A repeatable parameter. */
export const repeated = (query: Query, name: string): ReadonlySet<string> | undefined => {
  const values = query(name)
  return values.length === 0 ? undefined : limited(name, values)
}

/** Milliseconds since 1970. */
export const date = (query: Query, name: string): number | undefined => {
  const [value] = query(name)
  if (value === undefined) return undefined
  const at = /^\d{4}-\d\d-\d\d/.test(value) ? Date.parse(value.replace(' ', '+')) : Number.NaN
  if (Number.isNaN(at)) throw new Problem(400, `The parameter ${name} is not a valid date`)
  return at
}

export const truth = (query: Query, name: string): boolean | undefined => {
  const [value] = query(name)
  if (value !== undefined && value !== 'true' && value !== 'false') {
    throw new Problem(400, `The parameter ${name} is not true or false`)
  }
  return value === undefined ? undefined : value === 'true'
}

/** A whole number from 0; 400 for anything else. */
export const whole = (query: Query, name: string, fallback: number): number => {
  const [value] = query(name)
  if (value === undefined) return fallback
  if (!/^\d{1,9}$/.test(value)) throw new Problem(400, `The parameter ${name} is not a valid number`)
  return Number(value)
}

/** Page size: 10 unless asked, never above 100. */
export const pageSize = (query: Query, name: 'max' | 'limit'): number =>
  Math.min(Math.max(whole(query, name, 10), 1), 100)
