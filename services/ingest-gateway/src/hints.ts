import { RequestRefused } from '@concord/mirakl'
import type { Accept } from './accept.js'
import type { Term } from './lease.js'
import type { MarketplaceSource, OldestHintAt, PollState } from './polling-ports.js'
import type { Hint, Hints } from './ports.js'
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

/** Reads back some of what was hinted at; answers whether there may be more. */
export type ReadBack = (needs: HintNeeds) => Promise<boolean>

const idsPerCall = 100

/**
 * Where Mirakl refuses a call, one of its orders may be why: the next ones ask for half as many, until the one that is
 * refused alone is set aside for a person, and holds back no other.
 */
export const createReadBack = (): ReadBack => {
  let size = idsPerCall
  return async (needs) => {
    const hints = await needs.hints.oldest(needs.marketplace, size)
    if (hints.length === 0) return false
    try {
      await readBack(needs, hints)
      size = Math.min(idsPerCall, size * 2)
    } catch (failure) {
      if (!(failure instanceof RequestRefused)) throw failure
      if (hints.length === 1) await setAside(needs, hints)
      size = Math.max(1, Math.floor(hints.length / 2))
      return true
    }
    return hints.length === idsPerCall || size < idsPerCall
  }
}

const readBack = async (needs: HintNeeds, read: readonly Hint[]): Promise<void> => {
  const { marketplace, source, state, hints, accept, now, term } = needs
  const notedAt = await needs.oldestHintAt(marketplace)
  const observedAt = now().toISOString()
  const orders = await source.ordersById(read.map(({ orderId }) => orderId))
  term.check()
  await accept(orders.map((raw) => ({ marketplace, kind: 'order', lane: 'realtime', origin: 'live', observedAt, raw })))
  // Its end may move no update date: whoever was seen in incident is looked for in the list of them.
  await state.addIncidents(marketplace, idsInIncident(orders))
  await hints.forget(marketplace, read)
  if (notedAt !== undefined) needs.measured(Math.max(0, now().getTime() - Date.parse(notedAt)) / 1_000)
}

const refusedFault = 'order_id: Mirakl refuses to be asked for it; look the order up there'

const setAside = async ({ marketplace, hints, accept, now }: HintNeeds, read: readonly Hint[]): Promise<void> => {
  const about = {
    marketplace,
    kind: 'order',
    lane: 'realtime',
    origin: 'live',
    observedAt: now().toISOString(),
  } as const
  await accept(read.map(({ orderId }) => ({ ...about, raw: { order_id: orderId }, faults: [refusedFault] })))
  await hints.forget(marketplace, read)
}
