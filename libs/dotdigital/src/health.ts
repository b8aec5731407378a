import type { CircuitState } from './circuits.js'
import type { Rate } from './rate.js'
import type { RateTiers, Tier } from './rate-tiers.js'

/** How an account answers. */
export interface Health {
  readonly circuits: Readonly<Record<Tier, CircuitState>>
  /** What the last answer in each tier said is left of it; nothing of a tier that nobody asked, or that has no limit. */
  readonly rates: Readonly<Partial<Record<Tier, Rate>>>
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

/** Tiers that keep what they were told. */
export const remembering = (tiers: RateTiers): { readonly tiers: RateTiers; readonly rates: () => Health['rates'] } => {
  const rates: Partial<Record<Tier, Rate>> = {}
  return {
    tiers: {
      ...tiers,
      told(tier, rate) {
        rates[tier] = rate
        tiers.told(tier, rate)
      },
    },
    rates: () => ({ ...rates }),
  }
}
