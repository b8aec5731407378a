import type { Request } from 'express'
import { viewFor, type View } from './access.js'
import type { Market } from './market.js'
import type { Tokens } from './oauth.js'
import { Problem } from './problem.js'
import type { MiraklSettings } from './settings.js'

/** The marketplace a call is about, as it stands now, and what the caller may see of it. */
export interface Site {
  readonly market: Market
  readonly view: View
}

export type SiteOf = (request: Request) => Site

/** @throws Problem 404 for an unknown marketplace, 401 for an unknown or revoked key */
export const siteOf =
  (markets: ReadonlyMap<string, Market>, tokens: Tokens, settings: () => MiraklSettings): SiteOf =>
  (request) => {
    const market = markets.get(String(request.params['marketplace']))
    if (market === undefined) throw new Problem(404, 'No such marketplace in this sandbox')
    return { market, view: viewFor(request, market.marketplace, { tokens, revoked: settings().revoked }) }
  }
