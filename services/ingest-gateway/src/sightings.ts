import type { Instant } from '@concord/domain'

export interface Sighting {
  readonly page: readonly unknown[]
  /**
   * When the page was asked for: what it shows is no older. When it came would be too late by whatever held this process
   * up in between, and a stale page could then pass for newer than a fresh one.
   */
  readonly observedAt: Instant
}

/** Asks for one page after the other, with the instant at which each was asked for; undefined behind the last one. */
export const observed = (
  pages: AsyncIterable<readonly unknown[]>,
  now: () => Date,
): (() => Promise<Sighting | undefined>) => {
  const asking = pages[Symbol.asyncIterator]()
  return async () => {
    const observedAt = now().toISOString()
    const answer = await asking.next()
    return answer.done === true ? undefined : { page: answer.value, observedAt }
  }
}

const textOf = (raw: unknown, ...names: readonly string[]): string | undefined => {
  const fields = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  return names.map((name) => fields[name]).find((value) => typeof value === 'string')
}

export const idOf = (raw: unknown): string | undefined => textOf(raw, 'order_id', 'id')

/** Those orders of a page that are in incident. */
export const idsInIncident = (page: readonly unknown[]): readonly string[] =>
  page.flatMap((raw) => {
    const id = idOf(raw)
    return id !== undefined && isInIncident(raw) ? [id] : []
  })

/** Mirakl's documents have truths as texts too. */
const isInIncident = (raw: unknown): boolean =>
  typeof raw === 'object' && raw !== null && 'has_incident' in raw && [true, 'true'].includes(raw.has_incident as never)

const updateDateOf = (raw: unknown): Instant | undefined => {
  const date = Date.parse(textOf(raw, 'last_updated_date', 'last_updated') ?? '')
  return Number.isNaN(date) ? undefined : new Date(date).toISOString()
}

/** The newest update date of a page between two instants; `from` where there is none. */
export const newestOf = (page: readonly unknown[], { from, to }: { from: Instant; to: Instant }): Instant =>
  page
    .map(updateDateOf)
    .filter((date) => date !== undefined && date <= to)
    .reduce<Instant>((newest, date) => (date !== undefined && date > newest ? date : newest), from)
