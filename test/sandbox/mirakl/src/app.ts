import express, { type Express, type Router } from 'express'
import type { CallLog } from './calls.js'
import { faults } from './faults.js'
import { listOrders, readOrder } from './orders.js'
import { listChannels, readConfiguration, readVersion } from './platform.js'
import { notFound, problems } from './problem.js'
import { listReturns } from './returns.js'
import type { Settings } from './settings.js'
import { listShops } from './shops.js'
import { siteOf } from './site.js'
import type { Story } from './story.js'

interface Needs {
  readonly story: Story
  readonly settings: Settings
  readonly calls: CallLog
  readonly control: Router
}

/** The simulated API of every marketplace, each under its own prefix, and the control API beside it. */
export const createApp = ({ story, settings, calls, control }: Needs): Express => {
  const site = siteOf(story)
  const app = express()
  app.disable('x-powered-by')
  app.disable('etag')
  app.use('/_sandbox', control)
  app.use(calls.record, faults(settings))
  app.get('/:marketplace/api/version', readVersion)
  app.get('/:marketplace/api/platform/configuration', readConfiguration(site))
  app.get('/:marketplace/api/channels', listChannels(site))
  app.get('/:marketplace/api/orders', listOrders(site))
  app.get('/:marketplace/api/orders/:order', readOrder(site))
  app.get('/:marketplace/api/returns', listReturns(site))
  app.get('/:marketplace/api/shops', listShops(site))
  app.use(notFound)
  app.use(problems(settings))
  return app
}
