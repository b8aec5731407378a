import type { Get, Query } from './http.js'
import { offsetPages, readPage, type Page } from './offset-paging.js'
import type { Pages } from './pages.js'

/** Beyond this, Mirakl answers 400 (reference OR11, `order_ids` and the other lists). */
const maxIds = 100

export interface OrderFilter {
  /** Mirakl reads from a little earlier, so orders come twice by design. */
  readonly updatedSince?: Date | undefined
  /** At most 100 of each kind of id; none at all finds nothing. */
  readonly ids?: readonly string[] | undefined
  /** Checkouts: one has an order for each seller. */
  readonly commercialIds?: readonly string[] | undefined
  readonly customerIds?: readonly string[] | undefined
  /** True: an incident is in progress. */
  readonly hasIncident?: boolean | undefined
}

/**
 * OR11, at most once a minute, every 15 minutes for an external partner; all pages together count once. Sorted by
 * creation and never by update; in a window of updates without an end date, pages shift by repeating, not by skipping.
 * With `hasIncident` an order leaves what is found as its incident closes, and one behind it may be skipped: not to be found
 * there says nothing of a single order.
 */
export interface Orders {
  /**
   * Items for `parseOrder`.
   *
   * @throws RangeError for more than 100 ids, or one that a list by commas cannot hold; otherwise what errors.ts names
   */
  page(filter: OrderFilter & { readonly offset: number }): Promise<Page>
  pages(filter: OrderFilter): Pages<Page>
}

export const createOrders = (get: Get, maxPerPage: number): Orders => {
  const page: Orders['page'] = async ({ updatedSince, ids, commercialIds, customerIds, hasIncident, offset }) => {
    const lists = { order_ids: ids, commercial_ids: commercialIds, customer_ids: customerIds }
    if (Object.values(lists).some((list) => list?.length === 0)) return { items: [], total: 0 }
    const answer = await get('OR11', '/api/orders', {
      ...commaLists(lists),
      start_update_date: updatedSince?.toISOString(),
      has_incident: hasIncident,
      max: maxPerPage,
      offset,
    })
    return readPage('OR11', 'orders', answer, offset)
  }
  return { page, pages: (filter) => offsetPages((offset) => page({ ...filter, offset })) }
}

const commaLists = (lists: Readonly<Record<string, readonly string[] | undefined>>): Query =>
  Object.fromEntries(Object.entries(lists).map(([name, ids]) => [name, ids && commaList(name, ids)]))

/** Customer ids are free texts: one with a comma in it would find other customers. */
const commaList = (name: string, ids: readonly string[]): string => {
  if (ids.length > maxIds) throw new RangeError(`OR11 takes at most ${maxIds} ${name}, got ${ids.length}`)
  if (ids.some((id) => id.includes(','))) throw new RangeError(`OR11 takes no ${name} with a comma in them`)
  return ids.join(',')
}
