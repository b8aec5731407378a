import type { RequestHandler } from 'express'
import { sendOffsetPage } from './offset-page.js'
import { Problem } from './problem.js'
import { csv, date, queryOf, truth, type Query } from './query.js'
import { sellerView } from './seller-view.js'
import type { MiraklSettings } from './settings.js'
import type { Site, SiteOf } from './site.js'
import { instantOf, objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

type Test = (order: WireObject) => boolean

/** OR11. */
export const listOrders =
  (site: SiteOf, settings: () => MiraklSettings): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    const query = queryOf(request)
    const dates = byDates(query, settings().updateDeltaSeconds * 1000)
    const tests = [...byIds(query), ...dates, ...byFlags(query), ...byShop(query, view)]
    const found = market.orders().filter((order) => tests.every((test) => test(order)))
    if (query('order')[0] === 'desc') found.reverse()
    const show = view === 'seller' ? sellerView : undefined
    sendOffsetPage(request, response, { collection: 'orders', found, show })
  }

/** OR12, deprecated in favour of OR11 with `order_ids`. */
export const readOrder =
  (site: SiteOf): RequestHandler =>
  (request, response) => {
    const { market, view } = site(request)
    const order = market.order(String(request.params['order']))
    if (order === undefined) throw new Problem(404, 'Order not found')
    response.json(view === 'seller' ? sellerView(order) : order)
  }

const byIds = (query: Query): readonly Test[] => [
  oneOf(csv(query, 'order_ids'), (order) => textOf(order, 'order_id')),
  oneOf(csv(query, 'commercial_ids'), (order) => textOf(order, 'commercial_id')),
  oneOf(csv(query, 'customer_ids'), (order) => textOf(objectOf(order, 'customer'), 'customer_id')),
  oneOf(csv(query, 'order_state_codes'), (order) => textOf(order, 'order_state')),
  oneOf(csv(query, 'channel_codes'), (order) => textOf(objectOf(order, 'channel'), 'code')),
]

const oneOf = (wanted: ReadonlySet<string> | undefined, key: (order: WireObject) => string): Test =>
  wanted === undefined ? () => true : (order) => wanted.has(key(order))

const byDates = (query: Query, updateDeltaMs: number): readonly Test[] => {
  const updatedFrom = date(query, 'start_update_date')
  return [
    within('created_date', date(query, 'start_date'), date(query, 'end_date')),
    within(
      'last_updated_date',
      updatedFrom === undefined ? undefined : updatedFrom - updateDeltaMs,
      date(query, 'end_update_date'),
    ),
  ]
}

/** An order without a readable date is in every window, so that a damaged one is found and not overlooked. */
const within =
  (key: string, from = -Infinity, to = Infinity): Test =>
  (order) =>
    !(instantOf(order, key) < from) && !(instantOf(order, key) > to)

const byFlags = (query: Query): readonly Test[] => {
  const incident = truth(query, 'has_incident')
  return incident === undefined ? [] : [(order) => (order['has_incident'] === true) === incident]
}

/** An operator lists shops; a seller with several names one. */
const byShop = (query: Query, view: Site['view']): readonly Test[] => [
  oneOf(csv(query, view === 'operator' ? 'shop_ids' : 'shop_id'), (order) => textOf(order, 'shop_id')),
]
