import type { Http } from './http.js'
import { offsetPages, readPage, type Page } from './offset-paging.js'
import type { Pages } from './pages.js'
import { parseEvaluation, type ParsedEvaluation } from './parse-evaluation.js'

export interface Evaluations {
  /**
   * OR51, meant for page views: at most one call for each. Undefined where the customer has not rated the order; Mirakl
   * says the same of an order it does not know.
   */
  ofOrder(orderId: string): Promise<ParsedEvaluation | undefined>
  /** S03, the visible ones of a shop; items for `parseEvaluation`. Its call frequency is not published. */
  ofShop(shopId: string): Pages<Page>
}

export const createEvaluations = ({ get, find }: Pick<Http, 'get' | 'find'>, maxPerPage: number): Evaluations => ({
  async ofOrder(orderId) {
    const answer = await find('OR51', `/api/orders/${encodeURIComponent(orderId)}/evaluation`)
    return answer && parseEvaluation(answer.body)
  },
  ofShop: (shopId) =>
    offsetPages(async (offset) => {
      const path = `/api/shops/${encodeURIComponent(shopId)}/evaluations`
      return readPage('S03', 'evaluations', await get('S03', path, { max: maxPerPage, offset }), offset)
    }),
})
