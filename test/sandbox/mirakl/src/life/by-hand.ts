import type { Deed } from '../acts/deed.js'
import type { Dossier } from '../acts/order.js'
import { perform, type Possible, possibleActs } from '../acts/perform.js'
import { Problem } from '../problem.js'
import { dossierOf, factsOf } from './dossiers.js'
import type { LifeNeeds } from './life.js'
import { poolOf } from './pool.js'
import { webhookOf } from './tidings.js'

/** One order of one marketplace, in the hands of whoever integrates. */
export interface OrderAtHand {
  readonly possible: readonly Possible[]
  /**
   * Does something to it now, whether anybody lives or not, and tells of it.
   *
   * @throws Problem 400 for what cannot be done to it now
   */
  act(deed: Deed): Dossier
}

/** @throws Problem 404 for an order there is not */
export const takeOrder = (needs: LifeNeeds, marketplace: string, orderId: string): OrderAtHand => {
  const { story, markets, memory, notifier, now } = needs
  const market = markets.get(marketplace)
  const dossier = market && dossierOf(market, orderId)
  if (market === undefined || dossier === undefined) throw new Problem(404, 'Order not found')
  return {
    possible: possibleActs(dossier),
    act: (deed) => {
      const at = now().getTime()
      const { addressesOf } = poolOf(story.frame(market.marketplace))
      const after = perform(dossier, deed, { at, addressesOf })
      memory.record(...factsOf(marketplace, dossier, after))
      const change = { at, before: dossier.order, after: after.order }
      const webhooks = after.order === dossier.order ? [] : [webhookOf(change)]
      notifier.tell(marketplace, { webhooks, relayed: [] }, `${orderId} ${String(at)}`)
      return after
    },
  }
}
