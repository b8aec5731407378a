import type { Rate } from './rate.js'

/**
 * How Dotdigital counts calls, a minute at a time and each tier by itself (developer.dotdigital.com/docs/call-rate-limits):
 * low for bulk writes and large reads, medium for single writes, high for single reads; sends and polling are not limited.
 */
export type Tier = 'low' | 'medium' | 'high' | 'unlimited'

/** Why a call may not be made yet. */
export interface Hold {
  /** Milliseconds until it is worth asking again. */
  readonly waitMs: number
  /** On the flat scheme the calls of the whole account are used up together. */
  readonly usedUp: Tier | 'account'
}

/** How many calls may be made. It is asked before each call, repeats included, and told what came back. */
export interface RateTiers {
  /** Takes one call of the tier. Where it may not be made nothing is taken, and the answer says until when; nobody waits here. */
  take(tier: Tier): Promise<Hold | undefined>
  /** What the answer to a call of the tier said is left of it. */
  told(tier: Tier, rate: Rate): void
  /**
   * A call was refused because its tier is used up, or, on the flat scheme of 2000 calls in any hour, the `account`.
   *
   * @param restMs how long no such call is made; a longer rest is never cut short
   */
  exhausted(which: Tier | 'account', restMs: number): void
}

/** Holds nobody back: whoever calls waits when refused. */
export const unlimited: RateTiers = {
  take: () => Promise.resolve(undefined),
  told: () => undefined,
  exhausted: () => undefined,
}
