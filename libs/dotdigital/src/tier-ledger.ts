import { type Rate, untilReset, wholeMinuteMs } from './rate.js'
import type { Hold, Tier } from './rate-tiers.js'

/** What one process knows of each tier: what its answers said, and the calls it has made since. */
export interface TierLedger {
  /** Why a call of the tier may not be made now. */
  readonly hold: (tier: Tier) => Hold | undefined
  readonly note: (tier: Tier) => void
  readonly told: (tier: Tier, rate: Rate) => void
  readonly exhausted: (which: Tier | 'account', restMs: number) => void
}

interface Minute {
  readonly limit: number
  left: number
  readonly endsAt: number
  /** What Dotdigital calls it by; undefined while nobody has told: it began here, after a pause, and may end earlier there. */
  readonly resetAt: number | undefined
}

export const tierLedger = (now: () => Date): TierLedger => {
  const minutes = new Map<Tier, Minute>()
  const restsUntil = new Map<Tier | 'account', number>()

  const freeAt = (tier: Tier): number => {
    const minute = minutes.get(tier)
    const rests = restsUntil.get(tier) ?? 0
    return minute !== undefined && minute.left <= 0 ? Math.max(rests, minute.endsAt) : rests
  }

  return {
    hold(tier) {
      const at = now().getTime()
      const [tierAt, accountAt] = [freeAt(tier), restsUntil.get('account') ?? 0]
      const waitMs = Math.max(tierAt, accountAt) - at
      return waitMs > 0 ? { waitMs, usedUp: accountAt > tierAt ? 'account' : tier } : undefined
    },
    note(tier) {
      const at = now().getTime()
      const minute = minutes.get(tier)
      if (minute === undefined) return
      if (minute.endsAt > at) minute.left -= 1
      else {
        const { limit } = minute
        minutes.set(tier, { limit, left: limit - 1, endsAt: at + wholeMinuteMs, resetAt: undefined })
      }
    },
    told(tier, { limit, remaining, ...rate }) {
      const [at, resetAt] = [now(), rate.resetAt.getTime()]
      const leftMs = untilReset(rate.resetAt, at)
      if (leftMs === undefined || limit < 1) return
      const known = running(minutes.get(tier), at)
      if ((known?.resetAt ?? 0) > resetAt) return
      // Calls under way have been taken off already, and the answer may not know of them yet.
      const isKnown = known !== undefined && [undefined, resetAt].includes(known.resetAt)
      const left = isKnown ? Math.min(known.left, remaining) : remaining
      minutes.set(tier, { limit, left, endsAt: at.getTime() + leftMs, resetAt })
    },
    exhausted(which, restMs) {
      restsUntil.set(which, Math.max(restsUntil.get(which) ?? 0, now().getTime() + restMs))
    },
  }
}

const running = (minute: Minute | undefined, at: Date): Minute | undefined =>
  minute !== undefined && minute.endsAt > at.getTime() ? minute : undefined
