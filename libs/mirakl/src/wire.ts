import { sum, type Decimal, type Instant } from '@concord/domain'
import { z } from 'zod'

/**
 * How Mirakl's values are read. Its documents and its data disagree (null where the schema says required, `"false"`
 * for false, `"1"` for 1), so each reader takes what can only be meant one way and names the rest as a fault.
 */
const read = <T>(expected: string, convert: (value: unknown) => T | undefined) =>
  z.unknown().transform((value, context): T => {
    const converted = convert(value)
    if (converted !== undefined) return converted
    context.addIssue(faultText(expected, value))
    return z.NEVER
  })

/** Names kinds of values, never the values. */
const faultText = (expected: string, value: unknown): string => `expected ${expected}, got ${kindOf(value)}`

const kindOf = (value: unknown): string => {
  if (value === undefined) return 'nothing'
  if (value === null) return 'null'
  if (value === '') return 'an empty text'
  if (Array.isArray(value)) return 'a list'
  if (typeof value === 'number') return 'a number'
  if (typeof value === 'string') return 'a text'
  return typeof value === 'boolean' ? 'a boolean' : 'an object'
}

const isNumber = (value: unknown): value is number => typeof value === 'number' && Number.isFinite(value)

export const text = read('a text', (value) => (typeof value === 'string' && value !== '' ? value : undefined))

/** Ids are texts in some operations and numbers in others (`shop_id`, `offer_id`). */
export const id = read('an id', (value) => {
  if (Number.isSafeInteger(value)) return String(value)
  return typeof value === 'string' && value !== '' ? value : undefined
})

const decimalPattern = /^[+-]?\d{1,30}(\.\d{1,30})?$/

const toDecimal = (value: unknown): Decimal | undefined => {
  if (isNumber(value)) return sum([String(value)])
  return typeof value === 'string' && decimalPattern.test(value) ? sum([value.replace('+', '')]) : undefined
}

/** Exact to the last digit, where the JSON was read with `readJson`. */
export const amount = read('a number', toDecimal)

/** For amounts Mirakl may leave out; what is there but no number is still a fault. */
export const amountOrZero = amount.nullish().transform((value) => value ?? '0')

export const count = read('a whole number', (value) => {
  const number = typeof value === 'string' && /^\d{1,15}$/.test(value) ? Number(value) : value
  return Number.isSafeInteger(number) ? (number as number) : undefined
})

export const truth = read('true or false', (value) => {
  if (value === 'true' || value === 'false') return value === 'true'
  return typeof value === 'boolean' ? value : undefined
})

const instantPattern = /^(\d{4}-\d\d-\d\d)T(\d\d:\d\d(?::\d\d(?:\.\d+)?)?)(Z|[+-]\d\d:?\d\d)?$/i

/** Any precision and offset in, UTC with milliseconds out; without an offset it is UTC, as everything in this API. */
export const instant = read('a date', (value): Instant | undefined => {
  const [, day, time, offset] = instantPattern.exec(typeof value === 'string' ? value : '') ?? []
  if (day === undefined || time === undefined || !isDay(day)) return undefined
  const at = new Date(`${day}T${time}${(offset ?? 'Z').toUpperCase()}`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
})

/** Date would turn the 31st of February into a day of March. */
const isDay = (day: string): boolean => {
  const at = new Date(`${day}T00:00:00Z`)
  return !Number.isNaN(at.getTime()) && at.toISOString().startsWith(day)
}

/** Undefined where the value is absent, null or unreadable: Concord can do without it. */
export const lenient = <T extends z.ZodType>(schema: T) => schema.optional().catch(undefined)

export const shape = <T extends z.core.$ZodLooseShape>(fields: T) =>
  z.object(fields, { error: ({ input }) => faultText('an object', input) })

export const list = <T extends z.ZodType>(item: T) =>
  z.array(item, { error: ({ input }) => faultText('a list', input) })

/** Null and absent count as empty. */
export const listOrEmpty = <T extends z.ZodType>(item: T) =>
  list(item)
    .nullish()
    .transform((items) => items ?? [])
