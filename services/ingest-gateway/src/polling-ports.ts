import type { Instant } from '@concord/domain'

/** A marketplace's objects as they come, page by page. */
export interface MarketplaceSource {
  orders(updatedSince: Date | undefined): AsyncIterable<readonly unknown[]>
  ordersInIncident(): AsyncIterable<readonly unknown[]>
  /** @param ids at most 100 */
  ordersById(ids: readonly string[]): Promise<readonly unknown[]>
  returns(updatedSince: Date | undefined): AsyncIterable<readonly unknown[]>
  sellers(): AsyncIterable<readonly unknown[]>
}

export type PolledKind = 'order' | 'return' | 'seller'

/** How far polling has come, and what was in incident when it last looked. */
export interface PollState {
  /** The newest update date stored, or undefined before the first cycle ended. */
  watermark(marketplace: string, kind: PolledKind): Promise<Instant | undefined>
  /** Moves the watermark once every page is stored. */
  completed(marketplace: string, kind: PolledKind, cycle: { startedAt: Instant; watermark: Instant }): Promise<void>
  cycles(): Promise<readonly { marketplace: string; kind: string; startedAt: Instant; watermark: Instant }[]>
  incidents(marketplace: string): Promise<readonly string[]>
  setIncidents(marketplace: string, orderIds: readonly string[]): Promise<void>
}
