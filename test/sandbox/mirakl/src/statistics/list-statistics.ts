import type { RequestHandler } from 'express'
import { sendOffsetPage } from '../offset-page.js'
import { Problem } from '../problem.js'
import { csv, queryOf } from '../query.js'
import type { SiteOf } from '../site.js'
import { textOf } from '../wire.js'
import { statisticsOf } from './shop-statistics.js'

/** S21, in the order of S20. */
export const listStatistics =
  (site: SiteOf, now: () => Date): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    const query = queryOf(request)
    const ids = csv(query, 'shop_ids')
    const [channel] = query('channel_code')
    if (channel !== undefined && !market.marketplace.channels.some(({ code }) => code === channel))
      throw new Problem(400, `There is no channel '${channel}'`)
    const found = market.shops().filter((shop) => ids?.has(textOf(shop, 'shop_id')) ?? true)
    const show = statisticsOf(market, { now: now().getTime(), channel })
    sendOffsetPage(request, response, { collection: 'shops', found, show, beside: { channel: channel ?? null } })
  }
