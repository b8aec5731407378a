import type { Tier } from './reply.js'

/** Calls a minute by tier. Dotdigital's numbers are not published; `unlimited` is not limited. */
export interface RateLimits {
  readonly low?: number | undefined
  readonly medium?: number | undefined
  readonly high?: number | undefined
}

export interface Allowance {
  readonly isExceeded: boolean
  readonly headers: Readonly<Record<string, string>>
}

const generous = 100_000
const windowMs = 60_000

/** Tiers do not touch each other; each starts anew with the minute of the sandbox's clock. */
export const openRateLimits = (limits: RateLimits): ((tier: Tier, at: Date) => Allowance) => {
  const used = new Map<Tier, { readonly window: number; count: number }>()
  return (tier, at) => {
    const window = Math.floor(at.getTime() / windowMs)
    const before = used.get(tier)
    const count = (before?.window === window ? before.count : 0) + 1
    used.set(tier, { window, count })
    const limit = (tier === 'unlimited' ? undefined : limits[tier]) ?? generous
    return {
      isExceeded: tier !== 'unlimited' && count > limit,
      headers: {
        'X-RateLimit-Limit': String(limit),
        'X-RateLimit-Remaining': String(Math.max(0, limit - count)),
        'X-RateLimit-Reset': String(((window + 1) * windowMs) / 1000),
        'X-RateLimit-Scope': `${tier}CallRate`,
      },
    }
  }
}
