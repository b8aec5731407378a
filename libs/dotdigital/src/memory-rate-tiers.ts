import type { RateTiers, Tier } from './rate-tiers.js'

/** Time as the adapter sees it. */
export interface Clock {
  readonly now: () => Date
  /** Resolves after so many milliseconds of that time. */
  readonly wait: (ms: number) => Promise<void>
}

interface Minute {
  readonly limit: number
  left: number
  readonly endsAt: number
}

const minuteMs = 60_000

/**
 * Learns each tier's limit from the answers and keeps to it within one process. Until the first answer nothing is known,
 * so a burst may be refused once. What others do with the account shows in the answers.
 */
export const memoryRateTiers = ({ now, wait }: Clock): RateTiers => {
  const minutes = new Map<Tier, Minute>()
  const restsUntil = new Map<Tier | 'account', number>()

  const freeAt = (tier: Tier): number => {
    const rests = Math.max(restsUntil.get('account') ?? 0, restsUntil.get(tier) ?? 0)
    const minute = minutes.get(tier)
    return minute !== undefined && minute.left <= 0 ? Math.max(rests, minute.endsAt) : rests
  }
  const take = (tier: Tier, at: number): void => {
    const minute = minutes.get(tier)
    if (minute === undefined) return
    if (minute.endsAt > at) minute.left -= 1
    else minutes.set(tier, { limit: minute.limit, left: minute.limit - 1, endsAt: at + minuteMs })
  }

  return {
    async enter(tier) {
      let at = now().getTime()
      for (let freeFrom = freeAt(tier); freeFrom > at; freeFrom = freeAt(tier)) {
        await wait(freeFrom - at)
        at = now().getTime()
      }
      take(tier, at)
    },
    told(tier, { limit, remaining, resetAt }) {
      const endsAt = resetAt.getTime()
      if (!isWithinAMinute(endsAt, now().getTime())) return
      const known = minutes.get(tier)
      // Calls under way have been taken off already, and the answer may not know of them yet.
      const left = known?.endsAt === endsAt ? Math.min(known.left, remaining) : remaining
      minutes.set(tier, { limit, left, endsAt })
    },
    exhausted(which, until) {
      const at = now().getTime()
      // Of the flat scheme's rolling hour nobody says when it lets calls through again, so it is tried once a minute.
      const end = until !== undefined && isWithinAMinute(until.getTime(), at) ? until.getTime() : at + minuteMs
      restsUntil.set(which, Math.max(restsUntil.get(which) ?? 0, end))
    },
  }
}

/** Their clock may be off from ours: an instant that cannot be the end of the running minute is not believed. */
const isWithinAMinute = (instant: number, at: number): boolean => instant > at && instant <= at + minuteMs
