import {
  type CallLog,
  type Clock,
  type Faults,
  markNotServed,
  refuseUnread,
  type Settings,
  wholeBody,
} from '@concord/sandbox-kit'
import express, { type Express, type Router } from 'express'
import type { Market } from './market.js'
import type { Memory } from './memory.js'
import { withTrailingZeros } from './money.js'
import { createTokens } from './oauth.js'
import { operations } from './operations.js'
import { notFound, problems, refuse } from './problem.js'
import type { MiraklSettings } from './settings.js'
import { shop } from './shop.js'
import { siteOf } from './site.js'

interface Needs {
  readonly markets: ReadonlyMap<string, Market>
  readonly settings: Settings<MiraklSettings>
  readonly calls: CallLog
  readonly faults: Faults
  readonly clock: Clock
  readonly memory: Memory
  readonly control: Router
  /** Lets all happen that is due by now. */
  readonly catchUp: () => void
}

/** The simulated API of every marketplace, each under its own prefix, and their shops and the control API beside it. */
export const createApp = ({ markets, settings, calls, faults, clock, memory, control, catchUp }: Needs): Express => {
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
    catchUp()
    response.set('Date', clock.now().toUTCString())
    next()
  })
  app.use(shop(markets))
  app.use(calls.record, wholeBody('1mb'), faults.spoil(refuse(settings)), refuseUnread, withTrailingZeros)
  app.post('/oauth/token', tokens.issue)
  app.use('/:marketplace', operations({ site, settings: settings.now, clock, memory }))
  app.use(markNotServed, notFound)
  app.use(problems(settings))
  return app
}
