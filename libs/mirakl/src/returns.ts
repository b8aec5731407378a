import type { Get } from './http.js'
import type { Pages } from './pages.js'
import { type SeekPage, seekPages } from './seek-paging.js'

/** RT11, at most every 5 minutes. A return is not a refund: money only moves by the refunds of an order. */
export interface Returns {
  /** Items for `parseReturn`. */
  pages(filter: { readonly updatedSince?: Date | undefined }): Pages<SeekPage>
}

export const createReturns = (get: Get, maxPerPage: number): Returns => ({
  pages: ({ updatedSince }) =>
    seekPages('RT11', (query) => get('RT11', '/api/returns', query), {
      limit: maxPerPage,
      return_last_updated_from: updatedSince?.toISOString(),
    }),
})
