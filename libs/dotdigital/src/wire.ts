import type { Instant } from '@concord/domain'
import { z } from 'zod'
import { RequestRefused } from './errors.js'

/** What a contact's data field may hold; `null` clears it. A date is an ISO 8601 text in UTC. */
export type DataFieldValues = Readonly<Record<string, string | number | boolean | null>>

/** A v3 page: no `next` link means the end. */
export const pageOf = <T>(item: z.ZodType<T>) =>
  z
    .looseObject({
      _items: z.array(item),
      _links: z.looseObject({ next: z.looseObject({ marker: z.string() }).nullish() }),
    })
    .transform((page) => ({ items: page._items, next: page._links.next?.marker }))

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

/** Dotdigital's explanations quote the addresses they are about; those are left out. */
export const withoutAddresses = (explanation: string): string =>
  explanation.replace(/[^\s'"<>(),;]+@[^\s'"<>(),;]+/g, '…')

/** Undefined where Dotdigital itself says that there is no such thing; any other 404 (a wrong path, a proxy) is a failure. */
export const unlessMissing = async <T>(reading: Promise<T>, codes: readonly string[]): Promise<T | undefined> => {
  try {
    return await reading
  } catch (failure) {
    if (failure instanceof RequestRefused && codes.includes(failure.vendorCode ?? '')) return undefined
    throw failure
  }
}
