import type { Clock } from './clock.js'
import { createCrowd, type Customer, type MarketplaceId } from './customers.js'
import { blanked, refunded } from './lifecycle.js'
import type { Draft, OrderPlan } from './plan.js'
import { createPlanner } from './planner.js'
import { nth, type Random } from './random.js'
import { knownToBoth } from './story/both-marketplaces.js'
import { disputes } from './story/disputes.js'
import { hardToIdentify } from './story/identities.js'
import { liveStory } from './story/live.js'
import { localCustomer, type Stage } from './story/stage.js'
import { ordersAtRest } from './story/states.js'
import { undocumented } from './story/undocumented.js'

interface Setting {
  readonly random: Random
  readonly clock: Clock
  /** How many orders there are in the end; never fewer than the story itself has. */
  readonly size: number
}

/** Every order of the world: those with a tale of their own, and the everyday history around them. */
export const tellStory = ({ random, clock, size }: Setting): readonly OrderPlan[] => {
  const stage = { random, crowd: createCrowd(random) }
  const cast = [
    ...ordersAtRest(stage),
    ...hardToIdentify(stage),
    ...knownToBoth(stage),
    ...disputes(stage),
    ...liveStory(stage),
    ...undocumented(stage),
  ]
  const drafts = [...cast, ...everyday(stage, Math.max(0, size - cast.length), cast)]
  return drafts.map(createPlanner(random, clock))
}

const usualStates = ['CLOSED', 'CLOSED', 'RECEIVED', 'CLOSED', 'CLOSED', 'RECEIVED', 'CLOSED', 'CANCELED', 'CLOSED']

/** Customers who come back, some of the cast among them. */
const everyday = (stage: Stage, count: number, cast: readonly Draft[]): readonly Draft[] => {
  const newcomers = Array.from({ length: Math.ceil(count / 3) }, (_, number) =>
    localCustomer(stage.crowd, nth(['GBR', 'DEU', 'FRA', 'GBR', 'DEU'] as const, number)),
  )
  const anybody = [...newcomers, ...regularsOf(cast)]
  return Array.from({ length: count }, (_, number) => {
    const customer = number % 3 === 0 ? nth(newcomers, number / 3) : stage.random.pick(anybody)
    const isRefunded = number % 19 === 2
    return isRefunded
      ? { tale: 'everyday', customer, state: 'RECEIVED', past: [refunded(0.5, 'REFUNDED')] }
      : { tale: 'everyday', customer, state: nth(usualStates, number) }
  })
}

/** Those of the cast whom one order more does not give away: no guests, nobody hidden, anonymous or yet to come. */
const regularsOf = (cast: readonly Draft[]): readonly Customer[] => {
  const isSpecial = ({ email, born, past, customer }: Draft) =>
    email !== undefined ||
    born !== undefined ||
    past?.includes(blanked) === true ||
    customer.email !== customer.person.email ||
    ['guest', customer.email].includes(customer.id)
  const special = new Set(cast.filter(isSpecial).map(({ customer }) => customer))
  return [...new Set(cast.map(({ customer }) => customer))].filter((customer) => !special.has(customer))
}

export const plansOf = (plans: readonly OrderPlan[], marketplace: MarketplaceId): readonly OrderPlan[] =>
  plans.filter((plan) => plan.marketplace === marketplace)
