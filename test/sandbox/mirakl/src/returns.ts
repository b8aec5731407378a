import type { RequestHandler } from 'express'
import type { Market } from './market.js'
import { date, repeated, type Query } from './query.js'
import { sendSeekPage } from './seek-page.js'
import type { SiteOf } from './site.js'
import { asObject, instantOf, listOf, objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/** RT11. */
export const listReturns =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market } = site(request)
    sendSeekPage(request, response, {
      find: (query) => matching(market, query),
      keyOf: (item) => ({ at: textOf(item, 'date_created'), id: textOf(item, 'id') }),
    })
  }

const matching = (market: Market, query: Query): readonly WireObject[] => {
  const lines = repeated(query, 'order_line_id')
  return market
    .returns()
    .filter(isOneOf(query, 'return_id', (candidate) => textOf(candidate, 'id')))
    .filter(isOneOf(query, 'return_state', (candidate) => textOf(candidate, 'state')))
    .filter(isOneOf(query, 'return_rma', (candidate) => textOf(candidate, 'rma')))
    .filter(isOneOf(query, 'order_commercial_id', (candidate) => textOf(candidate, 'order_commercial_id')))
    .filter((candidate) => lines === undefined || lineIds(candidate).some((id) => lines.has(id)))
    .filter(isOneOf(query, 'customer_id', (candidate) => customerOf(candidate, market)))
    .filter(within(query, 'date_created', 'return_creation_date'))
    .filter(within(query, 'last_updated', 'return_last_updated'))
}

type Test = (candidate: WireObject) => boolean

const isOneOf = (query: Query, parameter: string, key: (candidate: WireObject) => string): Test => {
  const wanted = repeated(query, parameter)
  return (candidate) => wanted?.has(key(candidate)) ?? true
}

const within = (query: Query, key: string, parameter: string): Test => {
  const from = date(query, `${parameter}_from`) ?? -Infinity
  const to = date(query, `${parameter}_to`) ?? Infinity
  return (candidate) => !(instantOf(candidate, key) < from) && !(instantOf(candidate, key) > to)
}

const lineIds = (candidate: WireObject): readonly string[] =>
  listOf(candidate, 'return_lines').map((line) => textOf(asObject(line), 'order_line_id'))

const customerOf = (candidate: WireObject, market: Market): string => {
  const order = market.order(textOf(candidate, 'order_id')) ?? {}
  return textOf(objectOf(order, 'customer'), 'customer_id')
}
