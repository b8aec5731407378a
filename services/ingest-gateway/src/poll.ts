import type { Instant, Lane, Origin } from '@concord/domain'
import type { Accept } from './accept.js'
import type { Term } from './lease.js'
import type { MarketplaceSource, PolledKind, PollState } from './polling-ports.js'
import type { Hints } from './ports.js'
import type { Walk } from './poll-walk.js'
import { idOf, idsInIncident, newestOf, observed, type Sighting } from './sightings.js'

export interface PollNeeds {
  readonly marketplace: string
  readonly source: MarketplaceSource
  readonly state: PollState
  readonly hints: Hints
  readonly accept: Accept
  readonly overlapSeconds: number
  readonly now: () => Date
  readonly term: Term
}

/** Begins a cycle: a walk through the pages of one kind. */
type Poll = (needs: PollNeeds) => Promise<Walk>

const neverAt: Instant = new Date(0).toISOString()

/**
 * A hint this much older than the reading of its order is answered by it: replicas note hints by clocks of their own,
 * which may disagree by so much.
 */
const clockDisagreementMs = 5_000

/** Everything updated since the watermark less the overlap; the watermark moves only when every page is stored. */
export const pollOrders: Poll = (needs) => {
  const { marketplace, state, hints } = needs
  return pollWindow(needs, 'order', {
    read: (since) => needs.source.orders(since),
    async afterPage(page, observedAt) {
      await state.addIncidents(marketplace, idsInIncident(page))
      const answered = new Date(Date.parse(observedAt) - clockDisagreementMs).toISOString()
      await hints.forgetOlder(marketplace, page.map(idOf).filter(isKnown), answered)
    },
  })
}

export const pollReturns: Poll = (needs) =>
  pollWindow(needs, 'return', { read: (since) => needs.source.returns(since) })

/** A full sweep: metrics change without moving a shop's update date. */
export const sweepSellers: Poll = (needs) => pollWindow(needs, 'seller', { read: () => needs.source.sellers() })

/**
 * What is in incident, since an incident may not move the update date. An order that is no longer listed becomes a hint:
 * it may have been skipped by a page that shifted, so only reading it says whether its incident is closed.
 */
export const pollIncidents: Poll = async (needs) => {
  const { marketplace, source, state } = needs
  const sight = await sightOf(needs, 'order')
  const before = await state.incidents(marketplace)
  const listed = new Set<string>()
  const nextPage = observed(source.ordersInIncident(), needs.now)
  return async () => {
    const seen = await nextPage()
    if (seen === undefined) {
      const left = before.filter((id) => !listed.has(id))
      await endIncidents(needs, left, sight.startedAt)
      return false
    }
    await acceptPage(needs, sight, seen)
    const ids = seen.page.map(idOf).filter(isKnown)
    await state.addIncidents(marketplace, ids)
    ids.forEach((id) => listed.add(id))
    return true
  }
}

const endIncidents = async (
  { marketplace, hints, state, term }: PollNeeds,
  left: readonly string[],
  startedAt: Instant,
): Promise<void> => {
  await hints.note(marketplace, left)
  await state.removeIncidents(term.lease, left)
  await state.completed(term.lease, 'incident', { startedAt, watermark: startedAt })
}

/** OR61: each incident that is new or has changed since the last look is a hint at its order. */
export const lookAtIncidents: Poll = async ({ marketplace, source, state, hints, term }) => {
  const before = await state.incidentMarks(marketplace)
  const pages = source.incidents?.()[Symbol.asyncIterator]()
  return async () => {
    const seen = await pages?.next()
    if (seen === undefined || seen.done === true) return false
    term.check()
    const changed = seen.value.filter(({ id, mark }) => before.get(id) !== mark)
    // At the very first look the closed ones are history, which the first window reads.
    const telling = before.size === 0 ? changed.filter(({ isClosed }) => !isClosed) : changed
    await hints.note(marketplace, [...new Set(telling.map(({ orderId }) => orderId))])
    await state.markIncidents(term.lease, changed)
    return true
  }
}

/** How a cycle sees things: the first one of a marketplace is a backfill, and so fires no triggers. */
interface Sight {
  readonly kind: PolledKind
  readonly startedAt: Instant
  readonly lane: Lane
  readonly origin: Origin
  readonly watermark: Instant | undefined
}

const sightOf = async ({ marketplace, state, now }: PollNeeds, kind: PolledKind): Promise<Sight> => {
  const startedAt = now().toISOString()
  const watermark = await state.watermark(marketplace, kind)
  return {
    kind,
    startedAt,
    lane: watermark === undefined || kind === 'seller' ? 'bulk' : 'realtime',
    origin: watermark === undefined ? 'backfill' : 'live',
    watermark,
  }
}

interface Window {
  readonly read: (since: Date | undefined) => AsyncIterable<readonly unknown[]>
  /** What a page implies beside its records. */
  readonly afterPage?: (page: readonly unknown[], observedAt: Instant) => Promise<void>
}

const pollWindow = async (needs: PollNeeds, kind: PolledKind, { read, afterPage }: Window): Promise<Walk> => {
  const sight = await sightOf(needs, kind)
  const { startedAt, watermark } = sight
  const overlapMs = needs.overlapSeconds * 1_000
  const since = watermark === undefined ? undefined : new Date(Math.max(0, Date.parse(watermark) - overlapMs))
  let next = watermark ?? neverAt
  const nextPage = observed(read(since), needs.now)
  return async () => {
    const seen = await nextPage()
    if (seen === undefined) {
      await needs.state.completed(needs.term.lease, kind, { startedAt, watermark: next })
      return false
    }
    await acceptPage(needs, sight, seen)
    await afterPage?.(seen.page, seen.observedAt)
    // No newer than the cycle: what changes meanwhile may be on a page already read.
    next = newestOf(seen.page, { from: next, to: startedAt })
    return true
  }
}

const acceptPage = async (needs: PollNeeds, sight: Sight, { page, observedAt }: Sighting): Promise<void> => {
  const { marketplace, term } = needs
  const { kind, lane, origin } = sight
  term.check()
  await needs.accept(page.map((raw) => ({ marketplace, kind, lane, origin, observedAt, raw })))
}

const isKnown = (id: string | undefined): id is string => id !== undefined
