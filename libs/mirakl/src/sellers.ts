import type { Get } from './http.js'
import { offsetPages, readPage, type Page } from './offset-paging.js'
import type { Pages } from './pages.js'

/**
 * S20. Always the full sweep: grade, approval rate and the counts change without moving a shop's update date, so
 * `updated_since` would miss them (schema S20).
 */
export interface Sellers {
  /** @throws CredentialsRefused with a seller's key, which may not list shops */
  pages(): Pages<Page>
}

export const createSellers = (get: Get, maxPerPage: number): Sellers => ({
  pages: () =>
    offsetPages(async (offset) =>
      readPage('S20', 'shops', await get('S20', '/api/shops', { max: maxPerPage, offset }), offset),
    ),
})
