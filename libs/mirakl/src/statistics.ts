import type { Get } from './http.js'
import { offsetPages, readPage, type Page } from './offset-paging.js'
import type { Pages } from './pages.js'

/**
 * S21: the rates of sellers that S20 lacks. Its schema is published (components of the operator's document), its path,
 * filters and call frequency are not; ask the operator. Mirakl counts them anew once a day.
 */
export interface Statistics {
  /** Items for `parseStatistics`. */
  pages(): Pages<Page>
}

export const createStatistics = (get: Get, path: string, maxPerPage: number): Statistics => ({
  pages: () =>
    offsetPages(async (offset) =>
      readPage('S21', 'shops', await get('S21', path, { max: maxPerPage, offset }), offset),
    ),
})
