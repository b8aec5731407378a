import type { RequestHandler } from 'express'
import { sendOffsetPage } from './offset-page.js'
import { taxModeOf, testsOf } from './order-query.js'
import { Problem } from './problem.js'
import { queryOf } from './query.js'
import { sellerViewOf } from './seller-view.js'
import type { MiraklSettings } from './settings.js'
import type { SiteOf } from './site.js'
import { inTaxMode } from './tax-mode.js'
import type { WireObject } from './world.js'

/** OR11. */
export const listOrders =
  (site: SiteOf, settings: () => MiraklSettings): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    const query = queryOf(request)
    const tests = testsOf(query, view, settings().updateDeltaSeconds * 1000)
    const found = market.orders().filter((order) => tests.every((test) => test(order)))
    if (query('order')[0] === 'desc') found.reverse()
    const mode = taxModeOf(query)
    const look = view === 'seller' ? sellerViewOf(market.marketplace) : (order: WireObject) => order
    sendOffsetPage(request, response, { collection: 'orders', found, show: (order) => look(inTaxMode(order, mode)) })
  }

/** OR12, deprecated in favour of OR11 with `order_ids`. */
export const readOrder =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    const order = market.order(String(request.params['order']))
    if (order === undefined) throw new Problem(404, 'Order not found')
    response.json(view === 'seller' ? sellerViewOf(market.marketplace)(order) : order)
  }
