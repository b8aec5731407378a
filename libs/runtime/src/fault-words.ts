import type { z } from 'zod'

/** What is wrong, in words and without the value; what a schema says itself stays as it is. */
export const faultWords = (issue: z.core.$ZodIssue): string => {
  const { message } = issue
  if (issue.code === 'invalid_type' && message.startsWith('Invalid input: expected')) return shapeWords(issue)
  if (issue.code === 'invalid_value' && message.startsWith('Invalid ')) return `must be ${anyOf(issue.values)}`
  if (issue.code === 'invalid_union' && message === 'Invalid input') return 'has none of the forms that it may have'
  if (message.startsWith('Invalid ISO date')) return 'must be an instant like 2026-01-31T12:00:00Z'
  return message
}

const shapeWords = ({ expected, message }: z.core.$ZodIssueInvalidType): string => {
  const received = / received (\w+)$/.exec(message)?.[1] ?? 'undefined'
  const wanted = `must be ${shapes[expected] ?? expected}`
  if (received === 'undefined' || received === 'null') return `${wanted}, and is missing`
  return `${wanted}, not ${shapes[received] ?? received}`
}

const shapes: Readonly<Record<string, string>> = {
  ...{ record: 'entries with names', object: 'entries with names', array: 'a list', string: 'text' },
  ...{ number: 'a number', int: 'a whole number', boolean: 'true or false' },
}

const anyOf = (values: readonly unknown[]): string =>
  values.length === 1 ? String(values[0]) : `one of ${values.join(', ')}`

/** Why a line is no YAML, by the code of the library, and what to do; none of them shows what stands there. */
export const yamlWords = (code: string): string => yamlFaults[code] ?? `cannot be read as YAML (${code})`

const yamlFaults: Readonly<Record<string, string>> = {
  BAD_INDENT: 'is indented otherwise than its neighbours; begin all entries of one level below one another',
  BAD_SCALAR_START: 'a value begins with a sign that YAML keeps for itself; put it into quotes',
  BLOCK_AS_IMPLICIT_KEY: 'holds more than one entry; give each a line of its own, or put the value into quotes',
  DUPLICATE_KEY: 'a name stands there for the second time; keep one of them',
  MISSING_CHAR: 'a quote, a bracket, a comma or a colon is missing, there or before',
  MULTILINE_IMPLICIT_KEY: 'a name goes on over a line; a colon behind it, or a quote, is missing',
  TAB_AS_INDENT: 'is indented by a tab; use spaces',
  UNEXPECTED_TOKEN: 'something stands there that belongs elsewhere; look for a bracket or a quote before it',
}
