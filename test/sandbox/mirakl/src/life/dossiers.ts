import { type Dossier, isOrder, type Order } from '../acts/order.js'
import type { Market } from '../market.js'
import type { Fact } from '../memory.js'
import { textOf } from '../wire.js'
import type { WireObject } from '../world.js'

/** Puts orders together with what hangs on them, as the market stands now. */
export const dossiersOf = (market: Market): ((order: Order) => Dossier) => {
  const returns = byOrder(market.returns())
  const incidents = byOrder(market.incidents())
  return (order) => ({
    order,
    returns: returns.get(order.order_id) ?? [],
    incidents: incidents.get(order.order_id) ?? [],
  })
}

/** Undefined for an order there is not, or a damaged one. */
export const dossierOf = (market: Market, orderId: string): Dossier | undefined => {
  const order = market.order(orderId)
  return order !== undefined && isOrder(order) ? dossiersOf(market)(order) : undefined
}

const byOrder = (objects: readonly WireObject[]): ReadonlyMap<string, readonly WireObject[]> => {
  const found = new Map<string, WireObject[]>()
  for (const object of objects) {
    const id = textOf(object, 'order_id')
    const same = found.get(id)
    if (same === undefined) found.set(id, [object])
    else same.push(object)
  }
  return found
}

/** What is to be put down so that the market stands as `after` has it. */
export const factsOf = (marketplace: string, before: Dossier | undefined, after: Dossier): readonly Fact[] => {
  const put = (kind: 'orders' | 'returns' | 'incidents', object: WireObject): Fact => {
    return { fact: 'put', marketplace, kind, object }
  }
  return [
    ...(before?.order === after.order ? [] : [put('orders', after.order)]),
    ...after.returns.filter((each) => before?.returns.includes(each) !== true).map((each) => put('returns', each)),
    ...after.incidents
      .filter((each) => before?.incidents.includes(each) !== true)
      .map((each) => put('incidents', each)),
  ]
}
