import type { Accept } from './accept.js'
import type { Term } from './lease.js'
import type { MarketplaceSource, OldestHintAt, PollState } from './polling-ports.js'
import type { Hints } from './ports.js'
import { idsInIncident } from './sightings.js'

export interface HintNeeds {
  readonly marketplace: string
  readonly source: Pick<MarketplaceSource, 'ordersById'>
  readonly state: Pick<PollState, 'addIncidents'>
  readonly hints: Hints
  readonly accept: Accept
  readonly now: () => Date
  readonly term: Pick<Term, 'check'>
  readonly oldestHintAt: OldestHintAt
  /** Told how long the oldest of the hints read back had waited until its order was stored. */
  readonly measured: (seconds: number) => void
}

const idsPerCall = 100

/** Reads back the orders that were hinted at; answers whether there may be more. */
export const readBackHints = async (needs: HintNeeds): Promise<boolean> => {
  const { marketplace, source, state, hints, accept, now, term } = needs
  const { orderIds, asOf } = await hints.oldest(marketplace, idsPerCall)
  if (orderIds.length === 0) return false
  const notedAt = await needs.oldestHintAt(marketplace)
  const observedAt = now().toISOString()
  const orders = await source.ordersById(orderIds)
  term.check()
  await accept(orders.map((raw) => ({ marketplace, kind: 'order', lane: 'realtime', origin: 'live', observedAt, raw })))
  // Its end may move no update date: whoever was seen in incident is looked for in the list of them.
  await state.addIncidents(marketplace, idsInIncident(orders))
  await hints.forget(marketplace, orderIds, asOf)
  if (notedAt !== undefined) needs.measured(Math.max(0, now().getTime() - Date.parse(notedAt)) / 1_000)
  return orderIds.length === idsPerCall
}
