import { z } from 'zod'
import { MiraklUnavailable } from './errors.js'
import type { Get, Query } from './http.js'

/** RT11. A return is not a refund: money only moves by the refunds of an order. */
export interface Returns {
  /** Items as they came, for each to be parsed on its own. */
  pages(filter: { readonly updatedSince?: Date | undefined }): AsyncGenerator<ReturnPage, void, undefined>
}

export interface ReturnPage {
  readonly items: readonly unknown[]
}

/** The token is documented as absent at the end, yet the documented example shows null. */
const Body = z.object({ data: z.array(z.unknown()), next_page_token: z.string().nullish() })

export const createReturns = (get: Get, maxPerPage: number): Returns => ({
  async *pages({ updatedSince }) {
    let query: Query | undefined = { limit: maxPerPage, return_last_updated_from: updatedSince?.toISOString() }
    let token: string | undefined
    while (query !== undefined) {
      const body = Body.safeParse((await get('RT11', '/api/returns', query)).body)
      if (!body.success) throw new MiraklUnavailable('RT11: the answer holds no data')
      yield { items: body.data.data }

      const next: string | undefined = body.data.next_page_token ?? undefined
      if (next !== undefined && next === token) throw new MiraklUnavailable('RT11: the page token does not move on')
      token = next
      query = token === undefined || token === '' ? undefined : { page_token: token }
    }
  },
})
