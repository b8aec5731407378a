import type { RequestHandler } from 'express'
import { sendOffsetPage } from './offset-page.js'
import { Problem } from './problem.js'
import { csv, date, queryOf } from './query.js'
import type { SiteOf } from './site.js'
import { instantOf, textOf } from './wire.js'

/** S20: for operators only, sorted by name. */
export const listShops =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    if (view === 'seller') throw new Problem(403, 'Forbidden')
    const query = queryOf(request)
    const ids = csv(query, 'shop_ids')
    const since = date(query, 'updated_since') ?? -Infinity
    const [state] = query('state')
    const found = market
      .shops()
      .filter((shop) => ids?.has(textOf(shop, 'shop_id')) ?? true)
      .filter((shop) => !(instantOf(shop, 'last_updated_date') < since))
      .filter((shop) => state === undefined || textOf(shop, 'shop_state') === state)
    sendOffsetPage(request, response, { collection: 'shops', found })
  }
