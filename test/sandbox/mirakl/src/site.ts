import type { Request } from 'express'
import { callerOf, type Caller } from './access.js'
import type { Market } from './market.js'
import type { Tokens } from './oauth.js'
import { Problem } from './problem.js'
import type { MiraklSettings } from './settings.js'

/** The marketplace a call is about, as it stands now, and what the caller may see of it. */
export interface Site extends Caller {
  readonly market: Market
}

export type SiteOf = (request: Request) => Site

/** @throws Problem 404 for an unknown marketplace, 401 for an unknown or revoked key */
export const siteOf =
  (markets: ReadonlyMap<string, Market>, tokens: Tokens, settings: () => MiraklSettings): SiteOf =>
  (request) => {
    const market = markets.get(String(request.params['marketplace']))
    if (market === undefined) throw new Problem(404, 'No such marketplace in this sandbox')
    return { market, ...callerOf(request, market.marketplace, { tokens, revoked: settings().revoked }) }
  }

/** @throws Problem 403 for a seller, beside what `site` throws */
export const forOperators =
  (site: SiteOf): SiteOf =>
  (request) => {
    const found = site(request)
    if (found.view === 'seller') throw new Problem(403, 'Forbidden')
    return found
  }
