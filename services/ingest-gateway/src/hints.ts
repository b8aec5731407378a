import { RequestRefused } from '@concord/mirakl'
import type { Accept } from './accept.js'
import type { Confirm } from './confirm.js'
import { countMisses, type Misses } from './hints-missed.js'
import type { Term } from './lease.js'
import type { MarketplaceSource, OldestHintAt, PollState } from './polling-ports.js'
import type { Hint, Hints, Observation } from './ports.js'
import { idOf, idsInIncident } from './sightings.js'

export interface HintNeeds {
  readonly marketplace: string
  readonly source: Pick<MarketplaceSource, 'ordersById'>
  readonly state: Pick<PollState, 'addIncidents'>
  readonly hints: Hints
  readonly accept: Accept
  readonly confirm: Confirm
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
 * refused alone is set aside for a person, and holds back no other. What Mirakl does not answer for is asked for again
 * behind all others, and set aside likewise in the end.
 */
export const createReadBack = (): ReadBack => {
  let size = idsPerCall
  const misses = countMisses()
  return async (needs) => {
    const oldest = await needs.hints.oldest(needs.marketplace, size + misses.count())
    const hints = oldest.filter(misses.isDue(needs.now())).slice(0, size)
    if (hints.length === 0) return false
    try {
      await readBack(needs, hints, misses)
      size = Math.min(idsPerCall, size * 2)
    } catch (failure) {
      if (!(failure instanceof RequestRefused)) throw failure
      if (hints.length === 1) await setAside(needs, hints, refusedFault)
      size = Math.max(1, Math.floor(hints.length / 2))
      return true
    }
    return hints.length === idsPerCall || size < idsPerCall
  }
}

const live = { lane: 'realtime', origin: 'live' } as const
/** An order that is seen for the first time so is no news, as in a backfill. */
const late = { lane: 'bulk', origin: 'backfill' } as const

const readBack = async (needs: HintNeeds, asked: readonly Hint[], misses: Misses): Promise<void> => {
  const { marketplace, source, state, hints, accept, confirm, now, term } = needs
  const notedAt = await needs.oldestHintAt(marketplace)
  const observedAt = now().toISOString()
  const orders = await source.ordersById(asked.map(({ orderId }) => orderId))
  term.check()
  const isMended = mendedBy(asked)
  const read = orders.map((raw): Observation => {
    const how = isMended(idOf(raw)) ? late : live
    return { ...how, marketplace, kind: 'order', observedAt, raw }
  })
  await accept(read)
  // Its end may move no update date: whoever was seen in incident is looked for in the list of them.
  await state.addIncidents(marketplace, idsInIncident(orders))
  const answered = new Set(orders.map(idOf))
  const missed = asked.filter(({ orderId }) => !answered.has(orderId))
  const { again, givenUp } = misses.note(missed, now())
  // Noted anew, they stand behind all that were never asked for.
  const ids = again.map(({ orderId }) => orderId)
  await hints.note(
    marketplace,
    ids.filter((id) => !isMended(id)),
  )
  await hints.repair(marketplace, ids.filter(isMended))
  await setAside(needs, givenUp, missedFault)
  const awaited = new Set(asked.filter(({ isAsked }) => isAsked).map(({ orderId }) => orderId))
  await confirm(read.filter(({ raw }) => awaited.has(idOf(raw) ?? '')))
  await hints.forget(
    marketplace,
    asked.filter(({ orderId }) => answered.has(orderId)),
  )
  if (notedAt !== undefined) needs.measured(Math.max(0, now().getTime() - Date.parse(notedAt)) / 1_000)
}

const mendedBy = (asked: readonly Hint[]): ((id: string | undefined) => boolean) => {
  const mending = new Set(asked.filter(({ isRepair }) => isRepair).map(({ orderId }) => orderId))
  return (id) => id !== undefined && mending.has(id)
}

const refusedFault = 'order_id: Mirakl refuses to be asked for it; look the order up there'
const missedFault =
  'order_id: Mirakl (OR11) does not return it, however often it is asked; look whether it exists, and whether this key may read it'

/** Quarantined, it has a date older than any valid order, so whatever is seen of the order later is newer. */
const setAside = async (needs: HintNeeds, read: readonly Hint[], fault: string): Promise<void> => {
  const { marketplace, hints, accept, now } = needs
  if (read.length === 0) return
  const about = {
    marketplace,
    kind: 'order',
    lane: 'realtime',
    origin: 'live',
    observedAt: now().toISOString(),
  } as const
  await accept(read.map(({ orderId }) => ({ ...about, raw: { order_id: orderId }, faults: [fault] })))
  await hints.forget(marketplace, read)
}
