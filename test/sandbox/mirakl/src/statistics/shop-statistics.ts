import { wireDate } from '../acts/dates.js'
import { evaluationOf } from '../evaluations.js'
import type { Market } from '../market.js'
import { asObject, instantOf, listOf, numberOf, objectOf, textOf } from '../wire.js'
import type { Json, WireObject } from '../world.js'
import { consecutiveRefusals, orderMetrics } from './metrics.js'
import { midnightBefore, periodsAt } from './periods.js'
import { type Claims, seenAt } from './seen-order.js'

interface Asked {
  readonly now: number
  /** Only orders of this channel. */
  readonly channel: string | undefined
}

/** What S21 tells of a shop: counted at the last midnight of the platform, whatever came since. */
export const statisticsOf = (market: Market, { now, channel }: Asked): ((shop: WireObject) => WireObject) => {
  const asOf = midnightBefore(now, market.marketplace.timezone)
  const ofShop = ordersByShop(market, channel)
  const claims = claimsAt(market, asOf)
  return (shop) => {
    const orders = (ofShop.get(textOf(shop, 'shop_id')) ?? []).filter(
      (order) => instantOf(order, 'created_date') <= asOf,
    )
    const seen = orders.map((order) => seenAt(order, asOf, claims))
    const byPeriod = (metric: (from: number) => number | undefined) => told(periodsAt(asOf), metric)
    const ofOrders = Object.entries(orderMetrics).map(
      ([name, metric]) =>
        [name, byPeriod((from) => metric(seen.filter(({ createdAt }) => createdAt >= from)))] as const,
    )
    return {
      shop_id: numberOf(shop, 'shop_id'),
      last_updated_date: wireDate(asOf),
      ...Object.fromEntries(ofOrders),
      ...gradesOf(orders, asOf, byPeriod),
      order_messages_response_delay: since(shop['order_messages_response_delay']),
      valid_tracking_rate: [{ period: 'ALL_SINCE_BEGINNING', value: null }],
      ...(channel === undefined && {
        consecutive_refused_orders_count: since(consecutiveRefusals(seen)),
        offers_count: since(shop['offers_count']),
      }),
    }
  }
}

/** Where there is nothing to tell from, nothing is told. */
const told = (
  periods: ReturnType<typeof periodsAt>,
  metric: (from: number) => number | undefined,
): readonly WireObject[] =>
  periods.flatMap(([period, from]) => {
    const value = metric(from)
    return value === undefined ? [] : [{ period, value }]
  })

/** What is known of a shop at all, and of no shorter period. */
const since = (value: Json | undefined): readonly WireObject[] =>
  typeof value === 'number' ? [{ period: 'ALL_SINCE_BEGINNING', value }] : []

const gradesOf = (
  orders: readonly WireObject[],
  asOf: number,
  byPeriod: (metric: (from: number) => number | undefined) => readonly WireObject[],
): WireObject => {
  const evaluations = orders.map((order) => evaluationOf(order, asOf)).filter((each) => each !== undefined)
  const from = (start: number) => evaluations.filter((each) => instantOf(each, 'date') >= start)
  return {
    evaluations_count: byPeriod((start) => from(start).length),
    grade: byPeriod((start) => averageOf(from(start).map((each) => numberOf(each, 'grade')))),
  }
}

const averageOf = (grades: readonly number[]): number | undefined =>
  grades.length === 0
    ? undefined
    : Math.round((grades.reduce((sum, grade) => sum + grade, 0) / grades.length) * 100) / 100

const ordersByShop = (market: Market, channel: string | undefined): ReadonlyMap<string, readonly WireObject[]> => {
  const byShop = new Map<string, WireObject[]>()
  for (const order of market.orders()) {
    if (channel !== undefined && textOf(objectOf(order, 'channel'), 'code') !== channel) continue
    const shop = textOf(order, 'shop_id')
    const same = byShop.get(shop)
    if (same === undefined) byShop.set(shop, [order])
    else same.push(order)
  }
  return byShop
}

const claimsAt = (market: Market, asOf: number): Claims => ({
  incidents: new Set(
    market
      .incidents()
      .filter((incident) => instantOf(objectOf(incident, 'opening_information'), 'date') <= asOf)
      .map((incident) => textOf(incident, 'order_line_id')),
  ),
  returns: new Set(
    market
      .returns()
      .filter((each) => instantOf(each, 'date_created') <= asOf)
      .flatMap((each) => listOf(each, 'return_lines').map((line) => textOf(asObject(line), 'order_line_id'))),
  ),
})
