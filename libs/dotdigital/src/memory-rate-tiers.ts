import type { RateTiers } from './rate-tiers.js'
import { tierLedger } from './tier-ledger.js'

/**
 * Learns each tier's limit from the answers and keeps to it within one process. Until the first answer nothing is known,
 * so a burst may be refused once. What others do with the account shows in the answers.
 *
 * @param now must go with Dotdigital's clock, since answers name the end of a minute by it
 */
export const memoryRateTiers = (now: () => Date = () => new Date()): RateTiers => {
  const ledger = tierLedger(now)
  return {
    take(tier) {
      const hold = ledger.hold(tier)
      if (hold === undefined) ledger.note(tier)
      return Promise.resolve(hold)
    },
    told: ledger.told,
    exhausted: ledger.exhausted,
  }
}
