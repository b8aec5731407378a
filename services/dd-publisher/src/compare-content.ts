import { contactFields, type ContactFieldValues, type InsightJson } from '@concord/domain'
import { differencesOf } from './preview-differences.js'

/** Enough to see what is the matter; a record that is wholly another one would name hundreds. */
const mostNamed = 100

/** Names of the places that differ between what should stand in a record and what does, like `products[2].price`. */
export const differingPlaces = (
  expected: InsightJson,
  standing: InsightJson,
  lagging: readonly string[] = [],
): readonly string[] =>
  differencesOf(canonical(without(expected, lagging)), canonical(without(standing, lagging)))
    .map(({ path }) => path)
    .slice(0, mostNamed)

const without = (record: InsightJson, names: readonly string[]): InsightJson =>
  names.length === 0 ? record : Object.fromEntries(Object.entries(record).filter(([name]) => !names.includes(name)))

/** What is empty is absent, and an instant is the same however it is spelled. */
const canonical = (value: unknown): unknown => {
  if (value === '') return undefined
  if (typeof value === 'string') return instantIn(value) ?? value
  if (Array.isArray(value)) return value.map(canonical)
  if (typeof value !== 'object' || value === null) return value
  return Object.fromEntries(Object.entries(value).map(([name, inner]) => [name, canonical(inner)]))
}

/** Dotdigital's instants are UTC, at times without saying so, with a blank for the `T`, or with microseconds. */
const instantShape = /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?(Z|[+-]\d\d:?\d\d)?$/

const instantIn = (text: string): string | undefined => {
  const [, date, time, fraction = '', zone = 'Z'] = instantShape.exec(text) ?? []
  if (date === undefined || time === undefined) return undefined
  const at = new Date(`${date}T${time}.${fraction.slice(0, 3).padEnd(3, '0')}${zone}`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

/** Names of Concord's data fields that differ between what should stand and what does. */
export const differingFields = (
  expected: ContactFieldValues,
  standing: Readonly<Record<string, unknown>>,
): readonly string[] =>
  contactFields
    .filter(({ name, type }) => !isSame[type](expected[name] ?? undefined, blankless(standing[name])))
    .map(({ name }) => name)

const blankless = (value: unknown): unknown => (value === '' || value === null ? undefined : value)

type Sameness = (expected: string | number | undefined, standing: unknown) => boolean

const secondMs = 1_000

/** By the type of the field. How exactly a date is kept is not documented, so one second is no difference. */
const isSame: Record<'String' | 'Numeric' | 'Date', Sameness> = {
  String: (expected, standing) => expected === (typeof standing === 'number' ? String(standing) : standing),
  Numeric: (expected, standing) =>
    expected === undefined || standing === undefined ? expected === standing : Number(expected) === Number(standing),
  Date: (expected, standing) => {
    if (expected === undefined || standing === undefined) return expected === standing
    const [due, found] = [instantIn(String(expected)), typeof standing === 'string' ? instantIn(standing) : undefined]
    if (due === undefined || found === undefined) return expected === standing
    return Math.abs(Date.parse(due) - Date.parse(found)) < secondMs
  },
}
