import type { CircuitState } from './circuits.js'
import type { Rate } from './rate.js'
import type { RateTiers, Tier } from './rate-tiers.js'

/** How an account answers. */
export interface Health {
  readonly circuits: Readonly<Record<Tier, CircuitState>>
  /**
   * What the last answer in each tier said is left of it; nothing of a tier that nobody asked, or that has no limit. Of
   * `enrolment` it is what is left of the hour, and of `account`, the flat scheme, that an hour is used up.
   */
  readonly rates: Readonly<Partial<Record<Tier | 'enrolment' | 'account', Rate>>>
}

interface Healthy {
  health(): Pick<Health, 'circuits'>
}

/**
 * Small numbers over all accounts: circuits that let no call through now. One that rested lets the next call through; where
 * there is none to make, nobody knows of anything that stands in its way.
 */
export const figuresOf = (clients: readonly Healthy[]): { readonly circuitsOpen: number } => {
  const states = clients.flatMap((client) => Object.values(client.health().circuits))
  return { circuitsOpen: states.filter((state) => state === 'open').length }
}

/** What the flat scheme allows an hour; nothing tells what is left until it is used up. */
const accountCallsAnHour = 2_000

interface Remembering {
  readonly tiers: RateTiers
  readonly rates: () => Health['rates']
}

/** Tiers that keep what they were told. */
export const remembering = (tiers: RateTiers, now: () => Date): Remembering => {
  const rates: Partial<Record<Tier | 'account', Rate>> = {}
  return {
    tiers: {
      ...tiers,
      told(tier, rate) {
        rates[tier] = rate
        tiers.told(tier, rate)
      },
      exhausted(which, restMs) {
        if (which === 'account') {
          const resetAt = new Date(now().getTime() + restMs)
          rates.account = { tier: which, limit: accountCallsAnHour, remaining: 0, resetAt }
        }
        tiers.exhausted(which, restMs)
      },
    },
    rates: () => ({ ...rates }),
  }
}
