import type { Accept } from './accept.js'
import type { MarketplaceSource } from './polling-ports.js'
import type { Hints } from './ports.js'

export interface HintNeeds {
  readonly marketplace: string
  readonly source: MarketplaceSource
  readonly hints: Hints
  readonly accept: Accept
  readonly now: () => Date
}

const idsPerCall = 100

/** Reads back the orders that webhooks hinted at; answers whether there may be more. */
export const readBackHints = async ({ marketplace, source, hints, accept, now }: HintNeeds): Promise<boolean> => {
  const { orderIds, asOf } = await hints.oldest(marketplace, idsPerCall)
  if (orderIds.length === 0) return false
  const orders = await source.ordersById(orderIds)
  const observedAt = now().toISOString()
  await accept(orders.map((raw) => ({ marketplace, kind: 'order', lane: 'realtime', origin: 'live', observedAt, raw })))
  await hints.forget(marketplace, orderIds, asOf)
  return orderIds.length === idsPerCall
}
