import type { RequestHandler } from 'express'
import { sendOffsetPage } from './offset-page.js'
import { csv, csvOf, date, queryOf } from './query.js'
import type { SiteOf } from './site.js'
import { instantOf, listOf, textOf } from './wire.js'

/** S20, sorted by name. */
export const listShops =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    const query = queryOf(request)
    const ids = csv(query, 'shop_ids')
    const since = date(query, 'updated_since') ?? -Infinity
    const [state] = query('state')
    const [premium = 'ALL'] = query('premium')
    const domains = csvOf(query, 'domains', ['PRODUCT', 'SERVICE'])
    const found = market
      .shops()
      .filter((shop) => ids?.has(textOf(shop, 'shop_id')) ?? true)
      .filter((shop) => !(instantOf(shop, 'last_updated_date') < since))
      .filter((shop) => state === undefined || textOf(shop, 'shop_state') === state)
      .filter((shop) => premium === 'ALL' || (shop['premium'] === true) === (premium === 'TRUE'))
      .filter(
        (shop) =>
          domains === undefined ||
          listOf(shop, 'domains').some((name) => typeof name === 'string' && domains.has(name)),
      )
    sendOffsetPage(request, response, { collection: 'shops', found })
  }
