import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { RequestRefused } from './errors.js'
import type { ExactNumber } from './exact-json.js'

/** What a contact's data field may hold; `null` clears it. A date is an ISO 8601 text in UTC. */
export type DataFieldValues = Readonly<Record<string, string | number | ExactNumber | boolean | null>>

/** A v3 page: no `next` link means the end. */
export const pageOf = <T>(item: z.ZodType<T>) =>
  z
    .looseObject({
      _items: z.array(item),
      _links: z.looseObject({ next: z.looseObject({ marker: z.string() }).nullish() }),
    })
    .transform((page) => ({ items: page._items, next: page._links.next?.marker }))

interface Page<T> {
  readonly items: readonly T[]
  readonly next: string | undefined
}

/** The items of all pages from `marker` on, read one after the other. */
export async function* pagesFrom<T>(
  marker: string | undefined,
  read: (marker: string | undefined) => Promise<Page<T>>,
): AsyncGenerator<T, void> {
  for (let at = marker, isFirst = true; isFirst || at !== undefined; isFirst = false) {
    const { items, next } = await read(at)
    yield* items
    at = next
  }
}

/** The most `select` takes in v2. */
const mostSelected = 1000

/** The rows of a v2 list, which ends where a page is empty. Counted from the front, so rows may shift between pages. */
export async function* rowsOf<T>(
  read: (query: { select: number; skip: number | undefined }) => Promise<readonly T[]>,
): AsyncGenerator<T, void> {
  for (let skip = 0; ;) {
    const rows = await read({ select: mostSelected, skip: skip === 0 ? undefined : skip })
    if (rows.length === 0) return
    yield* rows
    skip += rows.length
  }
}

export const collected = async <T>(rows: AsyncIterable<T>): Promise<T[]> => {
  const all: T[] = []
  for await (const row of rows) all.push(row)
  return all
}

/**
 * A timestamp as an instant. Dotdigital's are UTC, at times without saying so, and some of its examples print a space
 * for the `T` and microseconds; undefined where the text is no date.
 */
export const toInstant = (text: string): Instant | undefined => {
  const [, date, time, zone] =
    /^(\d{4}-\d\d-\d\d)[T ](\d\d:\d\d:\d\d(?:\.\d{1,3})?)\d*(Z|[+-]\d\d:\d\d)?$/.exec(text) ?? []
  if (date === undefined || time === undefined) return undefined
  const at = new Date(`${date}T${time}${zone ?? 'Z'}`)
  return Number.isNaN(at.getTime()) ? undefined : at.toISOString()
}

export const wireInstant = z
  .string()
  .nullish()
  .transform((text) => toInstant(text ?? ''))

/** Local parts may be quoted, with blanks, and hold apostrophes; in a URL the @ is encoded. Rather too much than a part. */
const address =
  /(?:"(?:[^"]|\\"){1,320}"|(?<=^|[\s'"<>(),;])(?:[^\s'"<>(),;][^\s"<>(),;]*)?)(?:@|%(?:25)*40)[^\s'"<>(),;]+/g

/** 7 digits or more, which may stand apart after a plus. */
const phoneNumber = /\+\d(?:[ ().-]{0,2}\d){6,}|\d{7,}/g

/** Dotdigital's explanations quote the addresses and phone numbers they are about; those are left out. */
export const withoutAddresses = (explanation: string): string =>
  explanation.replace(address, '…').replace(phoneNumber, '…')

/** Codes of single failures: the document writes them in camelCase, its pages with a capital. Here always the former. */
export const failureCode = z.string().transform((code) => code.charAt(0).toLowerCase() + code.slice(1))

/** Undefined where Dotdigital itself says that there is no such thing; any other 404 (a wrong path, a proxy) is a failure. */
export const unlessMissing = async <T>(reading: Promise<T>, codes: readonly string[]): Promise<T | undefined> => {
  try {
    return await reading
  } catch (failure) {
    if (failure instanceof RequestRefused && codes.includes(failure.vendorCode ?? '')) return undefined
    throw failure
  }
}
