import type { Marketplace, World } from '@concord/sandbox-mirakl'
import { additionalFields } from './additional-fields.js'
import { createClock, type Clock } from './clock.js'
import type { MarketplaceId } from './customers.js'
import { dotdigitalOf, type DotdigitalWorld } from './dotdigital.js'
import { framesOf } from './frames.js'
import { channelLabels } from './orders.js'
import type { OrderPlan } from './plan.js'
import { randomFrom } from './random.js'
import { plansOf, tellStory } from './story.js'

export type { DotdigitalContact, DotdigitalWorld } from './dotdigital.js'

export interface Seed {
  readonly seed: number
  /** The instant of the last step; everything else is counted from it. */
  readonly anchor: Date
  /** How many orders there are in the end, the cast included. */
  readonly size?: number
}

const usualSize = 420

/** Two marketplaces and a Dotdigital account, from a number: the same number and anchor give the same bytes. */
export const createWorld = ({
  seed,
  anchor,
  size = usualSize,
}: Seed): World & { readonly dotdigital: DotdigitalWorld } => {
  const random = randomFrom(seed)
  const clock = createClock(anchor, random)
  const plans = tellStory({ random, clock, size })
  const stage = { plans, clock }
  return {
    seed,
    anchor: anchor.toISOString(),
    marketplaces: [
      marketplace('north', { name: 'Northgate Market', timezone: 'Europe/London', channels: ['UK', 'FR'] }, stage),
      marketplace('south', { name: 'Südmarkt', timezone: 'Europe/Berlin', channels: ['DE'] }, stage),
    ],
    dotdigital: dotdigitalOf(plans, random, clock),
  }
}

interface Place {
  readonly name: string
  readonly timezone: string
  readonly channels: readonly string[]
}

interface Stage {
  readonly plans: readonly OrderPlan[]
  readonly clock: Clock
}

const marketplace = (id: MarketplaceId, { name, timezone, channels }: Place, stage: Stage): Marketplace => ({
  id,
  name,
  timezone,
  apiKey: `${id}-operator-key`,
  sellerKey: `${id}-seller-key`,
  channels: channels.map((code) => ({ code, label: channelLabels[code] ?? code })),
  additionalFields: additionalFields[id],
  frames: framesOf(id, plansOf(stage.plans, id), stage.clock),
})

/** Which orders tell which tale, for whoever looks for one of them. */
export const castOf = ({ seed, anchor, size = usualSize }: Seed): Readonly<Record<string, readonly CastMember[]>> => {
  const random = randomFrom(seed)
  const plans = tellStory({ random, clock: createClock(anchor, random), size })
  return Object.fromEntries(
    [...new Set(plans.map(({ tale }) => tale))].map((tale) => [
      tale,
      plans.filter((plan) => plan.tale === tale).map(member),
    ]),
  )
}

export interface CastMember {
  readonly marketplace: string
  readonly orderId: string
  /** The customer's real address, whether the order shows it or not. */
  readonly email: string
}

const member = ({ marketplace: id, orderId, customer }: OrderPlan): CastMember => ({
  marketplace: id,
  orderId,
  email: customer.person.email,
})
