import type { Get } from './http.js'
import { offsetPages, readPage, type Page } from './offset-paging.js'

/** Beyond this, Mirakl answers 400 (reference OR11, `order_ids`). */
const maxIds = 100

export interface OrderFilter {
  /** Mirakl reads from a little earlier, so orders come twice by design. */
  readonly updatedSince?: Date | undefined
  /** At most 100; none at all finds nothing. */
  readonly ids?: readonly string[] | undefined
  /** True: an incident is in progress. */
  readonly hasIncident?: boolean | undefined
}

/** OR11, sorted by creation and never by update; without an end date, pages shift by repeating, not by skipping. */
export interface Orders {
  /** @throws RangeError for more than 100 ids; otherwise what errors.ts names */
  page(filter: OrderFilter & { readonly offset: number }): Promise<Page>
  pages(filter: OrderFilter): AsyncGenerator<Page, void, undefined>
}

export const createOrders = (get: Get, maxPerPage: number): Orders => {
  const page: Orders['page'] = async ({ updatedSince, ids, hasIncident, offset }) => {
    if (ids?.length === 0) return { items: [], total: 0 }
    if (ids !== undefined && ids.length > maxIds) {
      throw new RangeError(`OR11 takes at most ${maxIds} order ids, got ${ids.length}`)
    }
    const answer = await get('OR11', '/api/orders', {
      order_ids: ids?.join(','),
      start_update_date: updatedSince?.toISOString(),
      has_incident: hasIncident,
      max: maxPerPage,
      offset,
    })
    return readPage('OR11', 'orders', answer, offset)
  }
  return { page, pages: (filter) => offsetPages((offset) => page({ ...filter, offset })) }
}
