import type { Rate } from './rate.js'

/**
 * How Dotdigital counts calls, a minute at a time and each tier by itself (developer.dotdigital.com/docs/call-rate-limits):
 * low for bulk writes and large reads, medium for single writes, high for single reads; sends and polling are not limited.
 */
export type Tier = 'low' | 'medium' | 'high' | 'unlimited'

/** When calls may be made. It is asked before each call, repeats included, and told what came back. */
export interface RateTiers {
  /** Resolves when one call of the tier may be made; where the tier is used up, not before it is full again. */
  enter(tier: Tier): Promise<void>
  /** What the answer to a call of the tier said is left of it. */
  told(tier: Tier, rate: Rate): void
  /**
   * A call was refused because its tier is used up, or, on the flat scheme of 2000 calls in any hour, the `account`.
   *
   * @param until when calls may be made again, where Dotdigital said so
   */
  exhausted(which: Tier | 'account', until: Date | undefined): void
}

/** Holds nobody back: whoever calls waits when refused. */
export const unlimited: RateTiers = {
  enter: () => Promise.resolve(),
  told: () => undefined,
  exhausted: () => undefined,
}
