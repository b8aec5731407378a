import type { DotdigitalSettings } from '../settings.js'
import type { Tier } from './reply.js'

export interface Allowance {
  readonly isExceeded: boolean
  readonly headers: Readonly<Record<string, string>>
}

export interface RateLimits {
  /** Takes a call from its allowance. */
  enter(tier: Tier, at: Date): Allowance
  /** What a call is told that its tier has nothing left for. */
  exhaustedHeaders(tier: Tier, at: Date): Readonly<Record<string, string>>
  /** Calls that were let through in the last hour. */
  callsInLastHour(at: Date): number
  clear(): void
}

const hourMs = 3_600_000
const minuteMs = 60_000

type Told = Pick<DotdigitalSettings, 'scheme' | 'rateLimits' | 'callsPerHour'>

export const openRateLimits = (settings: () => Told): RateLimits => {
  const minute = countMinute()
  const hour = countHour()
  const enterTier = (tier: Tier, at: Date): Allowance => {
    const limit = limitOf(settings(), tier)
    const count = minute.add(tier, at)
    return { isExceeded: count > limit, headers: headersOf(tier, { limit, remaining: Math.max(0, limit - count), at }) }
  }
  const enterHour = (at: Date): Allowance => ({ isExceeded: hour.count(at) >= settings().callsPerHour, headers: {} })
  return {
    enter: (tier, at) => {
      const allowance = settings().scheme === 'hourly' ? enterHour(at) : enterTier(tier, at)
      if (!allowance.isExceeded) hour.add(at)
      return allowance
    },
    exhaustedHeaders: (tier, at) =>
      settings().scheme === 'hourly' ? {} : headersOf(tier, { limit: limitOf(settings(), tier), remaining: 0, at }),
    callsInLastHour: hour.count,
    clear: () => {
      minute.clear()
      hour.clear()
    },
  }
}

const minuteOf = (at: Date): number => Math.floor(at.getTime() / minuteMs)

/** Tiers do not touch each other; each starts anew with the minute of the sandbox's clock. */
const countMinute = () => {
  const used = new Map<Tier, { readonly minute: number; readonly count: number }>()
  return {
    /** How many there are with this one. */
    add: (tier: Tier, at: Date): number => {
      const before = used.get(tier)
      const count = (before?.minute === minuteOf(at) ? before.count : 0) + 1
      used.set(tier, { minute: minuteOf(at), count })
      return count
    },
    clear: () => used.clear(),
  }
}

const countHour = () => {
  const instants: number[] = []
  return {
    count: (at: Date): number => {
      while ((instants[0] ?? Infinity) <= at.getTime() - hourMs) instants.shift()
      return instants.length
    },
    add: (at: Date) => void instants.push(at.getTime()),
    clear: () => void instants.splice(0),
  }
}

/** Sends and polling never reach theirs. */
const limitOf = ({ rateLimits }: Told, tier: Tier): number =>
  tier === 'unlimited' ? Number.MAX_SAFE_INTEGER : rateLimits[tier]

const headersOf = (
  tier: Tier,
  { limit, remaining, at }: { readonly limit: number; readonly remaining: number; readonly at: Date },
): Record<string, string> =>
  tier === 'unlimited'
    ? {}
    : {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(remaining),
        'X-RateLimit-Reset': String(((minuteOf(at) + 1) * minuteMs) / 1000),
        'X-RateLimit-Scope': `${tier}CallRate`,
      }
