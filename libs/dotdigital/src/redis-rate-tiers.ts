import type { Redis } from 'ioredis'
import { untilReset, wholeMinuteMs } from './rate.js'
import type { Hold, RateTiers, Tier } from './rate-tiers.js'
import { whileThere } from './redis-presence.js'
import { exhaustedScript, takeScript, toldScript } from './redis-rate-scripts.js'
import { tierLedger } from './tier-ledger.js'

interface Log {
  info(event: string, fields?: Readonly<Record<string, unknown>>): void
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void
}

interface Needs {
  /** Should fail within a second while it is away: the calls that find out that it went wait for that. */
  readonly redis: Redis
  /** Whose calls are counted, by the name the configuration gives the account. */
  readonly account: string
  readonly log: Log
  /** Goes with Dotdigital's clock; from then on Redis goes by its own. Default: the clock on the wall. */
  readonly now?: (() => Date) | undefined
}

interface Scripts {
  concordTakeCall(tier: string, account: string, minuteMs: number): Promise<readonly [number, number]>
  concordToldRate(tier: string, limit: number, remaining: number, resetAt: number, leftMs: number): Promise<number>
  concordExhausted(which: string, restMs: number): Promise<number>
}

/**
 * Learns each tier's limit from the answers and keeps to it over all services and replicas that share a Redis. Each process
 * also keeps a ledger of what it saw itself and never calls more often than that allows: while Redis is away the ledger is
 * all there is, and a flush costs no more than what was learned by others. No call is held up because Redis does not answer.
 */
export const redisRateTiers = ({ redis, account, log, now = () => new Date() }: Needs): RateTiers => {
  const own = tierLedger(now)
  const scripts = withScripts(redis)
  const ask = whileThere(redis, {
    back: () => void log.info('rate tiers are shared again', { account }),
    away: (failure) => void log.warn('rate tiers are of this process alone while Redis is away', { account, failure }),
  })
  const keyOf = (which: Tier | 'account'): string => `concord:dotdigital:${account}:${which}`

  return {
    async take(tier) {
      const held = own.hold(tier)
      if (held !== undefined) return held
      const answer = await ask(() => scripts.concordTakeCall(keyOf(tier), keyOf('account'), wholeMinuteMs))
      // Asked again, since others of this process have asked Redis meanwhile.
      const hold = (answer && holdOf(tier, answer)) ?? own.hold(tier)
      if (hold === undefined) own.note(tier)
      return hold
    },
    told(tier, rate) {
      own.told(tier, rate)
      const { limit, remaining, resetAt } = rate
      const leftMs = untilReset(resetAt, now())
      if (leftMs === undefined || limit < 1) return
      void ask(() => scripts.concordToldRate(keyOf(tier), limit, remaining, resetAt.getTime(), leftMs))
    },
    exhausted(which, restMs) {
      own.exhausted(which, restMs)
      void ask(() => scripts.concordExhausted(keyOf(which), Math.ceil(restMs)))
    },
  }
}

const holdOf = (tier: Tier, [waitMs, isAccount]: readonly [number, number]): Hold | undefined =>
  waitMs > 0 ? { waitMs, usedUp: isAccount === 1 ? 'account' : tier } : undefined

const withScripts = (redis: Redis): Scripts => {
  redis.defineCommand('concordTakeCall', { numberOfKeys: 2, lua: takeScript })
  redis.defineCommand('concordToldRate', { numberOfKeys: 1, lua: toldScript })
  redis.defineCommand('concordExhausted', { numberOfKeys: 1, lua: exhaustedScript })
  return redis as Redis & Scripts
}
