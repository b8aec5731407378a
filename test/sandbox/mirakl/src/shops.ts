import type { Request, RequestHandler } from 'express'
import { sendOffsetPage } from './offset-page.js'
import { Problem } from './problem.js'
import { csv, date, queryOf } from './query.js'
import type { Site } from './site.js'
import { compareText, instantOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/** S20: for operators only, sorted by name. */
export const listShops =
  (site: (request: Request) => Site): RequestHandler =>
  (request, response) => {
    const { frame, view } = site(request)
    if (view === 'seller') throw new Problem(403, 'Forbidden')
    const query = queryOf(request)
    const ids = csv(query, 'shop_ids')
    const since = date(query, 'updated_since') ?? -Infinity
    const [state] = query('state')
    const found = frame.shops
      .filter((shop) => ids?.has(textOf(shop, 'shop_id')) ?? true)
      .filter((shop) => !(instantOf(shop, 'last_updated_date') < since))
      .filter((shop) => state === undefined || textOf(shop, 'shop_state') === state)
      .sort(byName)
    sendOffsetPage(request, response, { collection: 'shops', found })
  }

const byName = (left: WireObject, right: WireObject): number =>
  compareText(textOf(left, 'shop_name'), textOf(right, 'shop_name')) ||
  compareText(textOf(left, 'shop_id'), textOf(right, 'shop_id'))
