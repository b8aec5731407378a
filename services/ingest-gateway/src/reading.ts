import { z } from 'zod'

/**
 * How values of posts that Concord defines are read: what can only be meant one way is taken, the rest is a fault that
 * says what was expected and shows no value.
 */
const read = <T>(expected: string, convert: (value: unknown) => T | undefined) =>
  z.unknown().transform((value, context): T => {
    const converted = convert(value)
    if (converted !== undefined) return converted
    context.addIssue({ code: 'custom', message: `expected ${expected}` })
    return z.NEVER
  })

const textIn = (value: unknown): string | undefined =>
  typeof value === 'string' && value.trim() !== '' ? value.trim() : undefined

export const text = read('a text', textIn)

/** A text, or a whole number. */
export const id = read('an id', (value) => (Number.isSafeInteger(value) ? String(value) : textIn(value)))

export const truth = read('true or false', (value) => (typeof value === 'boolean' ? value : undefined))

const instantPattern = /^\d{4}-\d\d-\d\dT\d\d:\d\d(:\d\d(\.\d+)?)?(Z|[+-]\d\d:\d\d)$/

/** Any precision, in UTC or with an offset; UTC with milliseconds out. */
export const instant = read('a date like 2026-01-31T12:00:00Z', (value) => {
  if (typeof value !== 'string' || !instantPattern.test(value)) return undefined
  const at = new Date(value)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
})

/** A text that `take` makes something of. */
export const textAs = <T>(expected: string, take: (text: string) => T | undefined) =>
  read(expected, (value) => {
    const found = textIn(value)
    return found === undefined ? undefined : take(found)
  })

export const textLike = (expected: string, pattern: RegExp) =>
  textAs(expected, (found) => (pattern.test(found) ? found : undefined))

/** Null, a blank text and absent mean the same. */
export const maybe = <T extends z.ZodType>(schema: T) =>
  z.preprocess(
    (value) => (value === null || (typeof value === 'string' && value.trim() === '') ? undefined : value),
    schema.optional(),
  )

export const fields = <T extends z.core.$ZodLooseShape>(shape: T) => z.object(shape, { error: 'expected an object' })

/** Every fault with its place, like `consent.at: expected a date like 2026-01-31T12:00:00Z`. */
export const faultsIn = (error: z.ZodError): readonly string[] =>
  error.issues.map(({ path, message }) => (path.length === 0 ? message : `${path.join('.')}: ${message}`))
