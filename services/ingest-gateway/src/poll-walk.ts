import { RateLimited } from '@concord/mirakl'

/**
 * Takes the next page of a walk in, or ends it behind the last one; answers whether there is more. Where it throws
 * RateLimited nothing was taken, and it may be called again.
 */
export type Walk = () => Promise<boolean>

/**
 * A walk that takes several turns, a page in each, so that others may go between its pages. It is kept between turns and
 * while it must wait; after any other failure, and behind its end, the next turn begins a new one.
 */
export const inTurns = (begin: () => Promise<Walk>): Walk => {
  let kept: Walk | undefined
  return async () => {
    const walk = kept ?? (await begin())
    kept = undefined
    try {
      const hasMore = await walk()
      if (hasMore) kept = walk
      return hasMore
    } catch (failure) {
      if (failure instanceof RateLimited) kept = walk
      throw failure
    }
  }
}
