import type { ContactFieldValues } from './contact-fields.js'
import type { InsightJson } from './record-fields.js'

/** What one item of an import writes: a contact's data fields, or a record of a collection under its key. */
export type Write = { readonly fields: ContactFieldValues } | { readonly key: string; readonly json: InsightJson }

/** `POST /v2/data-fields`: at most 20 letters, digits, `_` and `-`. */
const fieldName = /^[\w-]{1,20}$/
/** Dotdigital’s help on contact data fields: 1,000 characters of text; 18 digits before the decimal point. */
const longestText = 1_000
const greatestNumber = 1e18
/** Names inside a record, as Dotdigital’s Magento connector checks them (`KeyValidator`); their length is not published. */
const jsonName = /^[\w-]{1,255}$/
/** Not published for keys; 255 is what a collection’s name may have. */
const longestKey = 255
/** As deep as the records of Dotdigital’s own connectors: a list of objects that hold lists of objects, and one more. */
const deepest = 4
/** Body of an import (insight data v3 and contacts v3), which a record has to fit alone. */
const mostBytes = 50_000_000

/**
 * Everything about an item that Dotdigital would refuse it for, or cut, each as a sentence that names the place and the
 * remedy; none means that it may go out. What Dotdigital does not publish is judged by what its own connectors send, and
 * the import’s report has the last word (insight data v3 `failureReason`; v2 `POST /v2/data-fields`).
 */
export const faultsOf = (write: Write): readonly string[] =>
  'fields' in write
    ? Object.entries(write.fields).flatMap(([name, value]) => fieldFaults(name, value))
    : [...keyFaults(write.key), ...sizeFaults(write.json), ...objectFaults(write.json, { path: '', depth: 1 })]

const fieldFaults = (name: string, value: string | number | null): readonly string[] => [
  ...when(!fieldName.test(name), `${name} is no name of a data field: use at most 20 letters, digits, _ and -`),
  ...(value === null ? [] : leafFaults(name, value)),
]

/** One with a control character could not be told from another in a report. */
const keyFaults = (key: string): readonly string[] => [
  ...when(key === '', 'the key is empty: the record needs an id in Mirakl'),
  ...when(key.length > longestKey, `the key is longer than ${longestKey} characters: use shorter ids in Mirakl`),
  ...when(/[\p{Cc}\p{Cs}]/u.test(key), 'the key holds a control character: take it out of the id in Mirakl'),
]

const sizeFaults = (json: InsightJson): readonly string[] =>
  when(
    new TextEncoder().encode(JSON.stringify(json)).length > mostBytes,
    'the record is larger than an import may be (50 MB): split the order, or leave out texts',
  )

interface Place {
  readonly path: string
  /** How many objects it lies in. */
  readonly depth: number
}

const objectFaults = (json: object, { path, depth }: Place): readonly string[] => {
  const entries = Object.entries(json)
  const names = entries.map(([name]) => name)
  const within = (name: string): string => (path === '' ? name : `${path}.${name}`)
  if (depth > deepest) return [`${path} lies too deep: nest no more than ${deepest} objects`]
  return [
    ...when(entries.length === 0, `${path || 'the record'} holds nothing: leave it out`),
    ...names
      .filter((name) => !jsonName.test(name))
      .map((name) => `${within(name)} is no name: use letters, digits, _ and -`),
    ...twinsAmong(names).map((name) => `${within(name)} clashes with a name that differs in - and _ only: rename one`),
    ...entries.flatMap(([name, value]) => valueFaults(value, { path: within(name), depth })),
  ]
}

const twinsAmong = (names: readonly string[]): readonly string[] => {
  const alike = (name: string): string => name.replaceAll('-', '_')
  return names.filter((name, index) => names.slice(0, index).some((other) => alike(other) === alike(name)))
}

const valueFaults = (value: unknown, place: Place): readonly string[] => {
  if (Array.isArray(value)) return listFaults(value, place)
  if (typeof value === 'object' && value !== null) return objectFaults(value, { ...place, depth: place.depth + 1 })
  return leafFaults(place.path, value)
}

/** An empty list would teach the collection nothing of its type, and the first item may then break it. */
const listFaults = (items: readonly unknown[], place: Place): readonly string[] => [
  ...when(items.length === 0, `${place.path} is an empty list: leave it out`),
  ...when(items.some(Array.isArray), `${place.path} is a list of lists: put the inner one into an object`),
  ...mixedKinds(items).map((path) => `${place.path}[]${path} is not always of one type: write one type only`),
  ...items.flatMap((item, index) =>
    Array.isArray(item) ? [] : valueFaults(item, { ...place, path: `${place.path}[${index}]` }),
  ),
]

/** Where items of one list differ in type; a collection’s types are locked by what it sees first. */
const mixedKinds = (items: readonly unknown[]): readonly string[] => {
  const seen = new Map<string, Set<string>>()
  for (const [path, kind] of items.flatMap((item) => kindsIn(item))) {
    seen.set(path, (seen.get(path) ?? new Set()).add(kind))
  }
  return [...seen].filter(([, kinds]) => kinds.size > 1).map(([path]) => path)
}

const kindsIn = (item: unknown): readonly (readonly [string, string])[] =>
  typeof item === 'object' && item !== null && !Array.isArray(item)
    ? [['', 'object'], ...Object.entries(item).map(([name, value]) => [`.${name}`, kindOf(value)] as const)]
    : [['', kindOf(item)]]

const kindOf = (value: unknown): string => (Array.isArray(value) ? 'list' : typeof value)

const leafFaults = (path: string, value: unknown): readonly string[] => {
  if (typeof value === 'boolean') return []
  if (typeof value === 'number')
    return when(
      !(Math.abs(value) < greatestNumber),
      `${path} is no number Dotdigital can hold: correct the amount in Mirakl`,
    )
  if (typeof value !== 'string') return [`${path} has no value: leave it out`]
  return when(value.length > longestText, `${path} is longer than ${longestText} characters: shorten it in Mirakl`)
}

const when = (isFault: boolean, sentence: string): readonly string[] => (isFault ? [sentence] : [])
