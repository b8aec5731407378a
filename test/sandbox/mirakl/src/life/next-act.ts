import type { Deed } from '../acts/deed.js'
import type { Dossier } from '../acts/order.js'
import { isPossible } from '../acts/perform.js'
import { instantOf } from '../wire.js'
import { claimPlans } from './claim-plans.js'
import { orderPlans } from './order-plans.js'

export interface NextAct {
  readonly deed: Deed
  /** Milliseconds since 1970. */
  readonly at: number
}

/**
 * What happens to an order next, and when; undefined for an order at rest.
 *
 * Drawn from the order alone, so that nothing beside it need be remembered, and that it does not matter how often
 * anybody looks.
 *
 * @param since when life began: what was waiting by then waits from then on
 */
export const nextAct = (dossier: Dossier, since: number): NextAct | undefined => {
  const updated = instantOf(dossier.order, 'last_updated_date')
  const plans = [...orderPlans(dossier), ...claimPlans(dossier)].filter(({ deed }) => isPossible(dossier, deed))
  const [first] = plans
    .map(({ deed, from, afterMs }) => ({ deed, at: roughly(Math.max(from, since) + afterMs) }))
    .sort((left, right) => left.at - right.at)
  return first && { ...first, at: Math.max(first.at, updated) }
}

/** Half of the vendor's dates have milliseconds, the other half have not. */
const roughly = (at: number): number => (Math.floor(at) % 2 === 0 ? Math.floor(at) : Math.ceil(at / 1000) * 1000)
