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
  /** Nobody has told its end yet: it began here, after a pause, and Dotdigital's own may end earlier. */
  readonly isGuessed: boolean
}

const minuteMs = 60_000

/**
 * Learns each tier's limit from the answers and keeps to it within one process. Until the first answer nothing is known,
 * so a burst may be refused once. What others do with the account shows in the answers.
 */
export const memoryRateTiers = ({ now, wait }: Clock): RateTiers => {
  const minutes = new Map<Tier, Minute>()
  const restsUntil = new Map<Tier | 'account', number>()
  const { rest, wakeAll } = restingRoom(wait)

  const freeAt = (tier: Tier): number => {
    const rests = Math.max(restsUntil.get('account') ?? 0, restsUntil.get(tier) ?? 0)
    const minute = minutes.get(tier)
    return minute !== undefined && minute.left <= 0 ? Math.max(rests, minute.endsAt) : rests
  }
  const take = (tier: Tier, at: number): void => {
    const minute = minutes.get(tier)
    if (minute === undefined) return
    if (minute.endsAt > at) minute.left -= 1
    else minutes.set(tier, { limit: minute.limit, left: minute.limit - 1, endsAt: at + minuteMs, isGuessed: true })
  }

  return {
    async enter(tier) {
      let at = now().getTime()
      for (let freeFrom = freeAt(tier); freeFrom > at; freeFrom = freeAt(tier)) {
        await rest(freeFrom - at)
        at = now().getTime()
      }
      take(tier, at)
    },
    told(tier, { limit, remaining, resetAt }) {
      const [at, endsAt] = [now().getTime(), resetAt.getTime()]
      if (!isWithinAMinute(endsAt, at)) return
      const known = minutes.get(tier)
      const wasGuessed = known?.isGuessed === true && known.endsAt > at
      // Calls under way have been taken off already, and the answer may not know of them yet.
      const left = wasGuessed || known?.endsAt === endsAt ? Math.min(known.left, remaining) : remaining
      minutes.set(tier, { limit, left, endsAt, isGuessed: false })
      if (wasGuessed) wakeAll()
    },
    exhausted(which, until) {
      const at = now().getTime()
      // Of the flat scheme's rolling hour nobody says when it lets calls through again, so it is tried once a minute.
      const end = until !== undefined && isWithinAMinute(until.getTime(), at) ? until.getTime() : at + minuteMs
      restsUntil.set(which, Math.max(restsUntil.get(which) ?? 0, end))
    },
  }
}

/** Where callers wait, and are woken to look again. */
const restingRoom = (wait: Clock['wait']) => {
  const resting = new Set<() => void>()
  return {
    /** Resolves after so many milliseconds, or when woken before. */
    rest: (ms: number): Promise<void> =>
      new Promise((resolve, reject) => {
        resting.add(resolve)
        wait(ms)
          .finally(() => resting.delete(resolve))
          .then(resolve, reject)
      }),
    wakeAll: (): void => {
      for (const wake of resting) wake()
      resting.clear()
    },
  }
}

/** Their clock may be off from ours: an instant that cannot be the end of the running minute is not believed. */
const isWithinAMinute = (instant: number, at: number): boolean => instant > at && instant <= at + minuteMs
