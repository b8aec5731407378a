import type { Instant } from '@concord/domain'

interface Sighting {
  readonly page: readonly unknown[]
  /**
   * When the page was asked for: what it shows is no older. When it came would be too late by whatever held this process
   * up in between, and a stale page could then pass for newer than a fresh one.
   */
  readonly observedAt: Instant
}

/** Pages with the instant at which each was asked for. */
export async function* observed(
  pages: AsyncIterable<readonly unknown[]>,
  now: () => Date,
): AsyncGenerator<Sighting, void, undefined> {
  let observedAt = now().toISOString()
  for await (const page of pages) {
    yield { page, observedAt }
    observedAt = now().toISOString()
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
