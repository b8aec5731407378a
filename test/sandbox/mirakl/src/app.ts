import { type CallLog, type Clock, type Faults, markNotServed, type Settings, wholeBody } from '@concord/sandbox-kit'
import express, { type Express, type Router } from 'express'
import type { Market } from './market.js'
import { withTrailingZeros } from './money.js'
import { createTokens } from './oauth.js'
import { listOrders, readOrder } from './orders.js'
import { listChannels, readConfiguration, readVersion } from './platform.js'
import { notFound, problems, refuse } from './problem.js'
import { listAdditionalFields, listCurrencies, listReasons, listReasonsOf } from './reference-data.js'
import { listReturns } from './returns.js'
import type { MiraklSettings } from './settings.js'
import { listShops } from './shops.js'
import { siteOf } from './site.js'

interface Needs {
  readonly markets: ReadonlyMap<string, Market>
  readonly settings: Settings<MiraklSettings>
  readonly calls: CallLog
  readonly faults: Faults
  readonly clock: Clock
  readonly control: Router
}

/** The simulated API of every marketplace, each under its own prefix, and the control API beside it. */
export const createApp = ({ markets, settings, calls, faults, clock, control }: Needs): Express => {
  const tokens = createTokens(
    [...markets.values()].map(({ marketplace }) => marketplace),
    settings.now,
    clock.now,
  )
  const site = siteOf(markets, tokens, settings.now)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use('/_sandbox', control)
  app.use((_request, response, next) => {
    response.set('Date', clock.now().toUTCString())
    next()
  })
  app.use(wholeBody('1mb'), calls.record, faults.spoil(refuse(settings)), withTrailingZeros)
  app.post('/oauth/token', tokens.issue)
  app.get('/:marketplace/api/version', readVersion)
  app.get('/:marketplace/api/platform/configuration', readConfiguration(site))
  app.get('/:marketplace/api/channels', listChannels(site))
  app.get('/:marketplace/api/orders', listOrders(site, settings.now))
  app.get('/:marketplace/api/orders/:order', readOrder(site))
  app.get('/:marketplace/api/returns', listReturns(site))
  app.get('/:marketplace/api/shops', listShops(site))
  app.get('/:marketplace/api/reasons', listReasons(site))
  app.get('/:marketplace/api/reasons/:type', listReasonsOf(site))
  app.get('/:marketplace/api/additional_fields', listAdditionalFields(site))
  app.get('/:marketplace/api/currencies', listCurrencies(site))
  app.use(markNotServed, notFound)
  app.use(problems(settings))
  return app
}
