import type { Instant } from '@concord/domain'
import type { Lease } from './lease.js'

/**
 * A marketplace's objects as they come, page by page. Every method throws RateLimited where it must wait; whoever then asks
 * for the next page again gets the one it was refused.
 */
export interface MarketplaceSource {
  /** By creation, everything updated since then or earlier; what changes meanwhile repeats others or is left out. */
  orders(updatedSince: Date | undefined): AsyncIterable<readonly unknown[]>
  /** An order leaves as its incident closes, and another may be skipped by that: absence here concludes nothing. */
  ordersInIncident(): AsyncIterable<readonly unknown[]>
  /** @param ids at most 100 */
  ordersById(ids: readonly string[]): Promise<readonly unknown[]>
  returns(updatedSince: Date | undefined): AsyncIterable<readonly unknown[]>
  /** Every seller, with its rates where they are to be had; some come twice. */
  sellers(): AsyncIterable<readonly unknown[]>
  /** All incidents (OR61); undefined where nobody said how to ask for them. */
  readonly incidents?: (() => AsyncIterable<readonly SeenIncident[]>) | undefined
  /** Undefined where nothing can be exported. */
  readonly exports?: OrderExports | undefined
}

/** An incident, as far as it says that its order should be read. */
export interface SeenIncident {
  readonly id: string
  readonly orderId: string
  /** Another one whenever the incident has changed. */
  readonly mark: string
  readonly isClosed: boolean
}

export type BackfillKind = 'orders' | 'refunds'

export interface Period {
  readonly from: Instant
  readonly to: Instant
}

/** Exports of orders in files that the marketplace makes; one at a time. */
export interface OrderExports {
  /** Orders last changed, or with a refund created, in the period. What was not answered may have begun. */
  start(what: BackfillKind, period: Period): Promise<string>
  /** @throws ExportGone */
  status(id: string): Promise<{ readonly state: 'pending' | 'completed' | 'broken'; readonly files: readonly string[] }>
  /** @throws ExportGone */
  orders(file: string): AsyncIterable<unknown>
}

export type PolledKind = 'order' | 'return' | 'seller'

/** What comes round in cycles: what is read since a watermark, and the list of orders in incident, which has none. */
export type CycleKind = PolledKind | 'incident'

export interface Cycle {
  readonly startedAt: Instant
  readonly watermark: Instant
}

/** How far polling has come, and what was in incident when it last looked. */
export interface PollState {
  /** The newest update date stored, or undefined before the first cycle ended. */
  watermark(marketplace: string, kind: PolledKind): Promise<Instant | undefined>
  /**
   * Moves the watermark, never back, once every page is stored.
   *
   * @throws LeaseLost when somebody else polls by now; nothing has moved
   */
  completed(lease: Lease, kind: CycleKind, cycle: Cycle): Promise<void>
  cycles(): Promise<readonly ({ readonly marketplace: string; readonly kind: string } & Cycle)[]>
  /** Orders that were last seen in incident. */
  incidents(marketplace: string): Promise<readonly string[]>
  addIncidents(marketplace: string, orderIds: readonly string[]): Promise<void>
  /** @throws LeaseLost */
  removeIncidents(lease: Lease, orderIds: readonly string[]): Promise<void>
  /** The mark of each incident of OR61 at its last sight. */
  incidentMarks(marketplace: string): Promise<ReadonlyMap<string, string>>
  /** @throws LeaseLost */
  markIncidents(lease: Lease, incidents: readonly Pick<SeenIncident, 'id' | 'mark'>[]): Promise<void>
}

/** When the oldest hint was noted that is not read back yet; undefined where there is none. */
export type OldestHintAt = (marketplace: string) => Promise<Instant | undefined>
