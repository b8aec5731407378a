import type { Instant, Lane, Origin } from '@concord/domain'
import type { Accept } from './accept.js'
import type { MarketplaceSource, PolledKind, PollState } from './polling-ports.js'

export interface PollNeeds {
  readonly marketplace: string
  readonly source: MarketplaceSource
  readonly state: PollState
  readonly accept: Accept
  readonly overlapSeconds: number
  readonly now: () => Date
}

const neverAt: Instant = new Date(0).toISOString()

/**
 * One cycle over the orders: what is or was in incident, since an incident may not move the update date, and everything
 * updated since the watermark less the overlap. The watermark moves only when every page is stored.
 */
export const pollOrders = async (needs: PollNeeds): Promise<void> => {
  const { marketplace, source, state } = needs
  const sight = await sightOf(needs, 'order')
  const before = await state.incidents(marketplace)
  const open = await acceptAll(needs, sight, source.ordersInIncident())
  const ended = before.filter((id) => !open.ids.includes(id))
  for (const ids of chunks(ended, 100)) await acceptPage(needs, sight, await source.ordersById(ids))
  await state.setIncidents(marketplace, open.ids)

  await pollWindow(needs, sight, (since) => source.orders(since))
}

export const pollReturns = (needs: PollNeeds): Promise<void> =>
  pollKind(needs, 'return', (since) => needs.source.returns(since))

/** A full sweep: metrics change without moving a shop's update date. */
export const sweepSellers = (needs: PollNeeds): Promise<void> => pollKind(needs, 'seller', () => needs.source.sellers())

type Read = (since: Date | undefined) => AsyncIterable<readonly unknown[]>

const pollKind = async (needs: PollNeeds, kind: PolledKind, read: Read): Promise<void> =>
  pollWindow(needs, await sightOf(needs, kind), read)

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

const pollWindow = async (needs: PollNeeds, sight: Sight, read: Read): Promise<void> => {
  const { kind, startedAt, watermark } = sight
  const overlapMs = needs.overlapSeconds * 1_000
  const since = watermark === undefined ? undefined : new Date(Math.max(0, Date.parse(watermark) - overlapMs))
  const { newest } = await acceptAll(needs, sight, read(since))
  const next = [watermark ?? neverAt, newest].toSorted().at(-1) ?? neverAt
  await needs.state.completed(needs.marketplace, kind, { startedAt, watermark: next })
}

interface Seen {
  /** The newest update date that is no newer than the cycle: what changes meanwhile may be on a page already read. */
  readonly newest: Instant
  readonly ids: readonly string[]
}

const acceptAll = async (needs: PollNeeds, sight: Sight, pages: AsyncIterable<readonly unknown[]>): Promise<Seen> => {
  let newest = neverAt
  const ids: string[] = []
  for await (const page of pages) {
    await acceptPage(needs, sight, page)
    const dates = page.map(updateDateOf).filter((date) => date !== undefined)
    newest = [newest, ...dates.filter((date) => date <= sight.startedAt)].toSorted().at(-1) ?? newest
    ids.push(...page.map(idOf).filter((id) => id !== undefined))
  }
  return { newest, ids }
}

const acceptPage = async (needs: PollNeeds, sight: Sight, page: readonly unknown[]): Promise<void> => {
  const { marketplace, now } = needs
  const { kind, lane, origin } = sight
  const observedAt = now().toISOString()
  await needs.accept(page.map((raw) => ({ marketplace, kind, lane, origin, observedAt, raw })))
}

const textOf = (raw: unknown, ...names: readonly string[]): string | undefined => {
  const fields = typeof raw === 'object' && raw !== null ? (raw as Record<string, unknown>) : {}
  return names.map((name) => fields[name]).find((value) => typeof value === 'string')
}

const idOf = (raw: unknown): string | undefined => textOf(raw, 'order_id', 'id')

const updateDateOf = (raw: unknown): Instant | undefined => {
  const date = Date.parse(textOf(raw, 'last_updated_date', 'last_updated') ?? '')
  return Number.isNaN(date) ? undefined : new Date(date).toISOString()
}

const chunks = <T>(items: readonly T[], size: number): T[][] =>
  Array.from({ length: Math.ceil(items.length / size) }, (_none, index) =>
    items.slice(index * size, (index + 1) * size),
  )
