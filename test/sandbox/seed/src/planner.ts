import { liveSteps, minute, roughly, type Clock } from './clock.js'
import type { MarketplaceId } from './customers.js'
import { placedBefore, wayTo } from './history.js'
import type { Change } from './lifecycle.js'
import type { Draft, Item, OrderPlan, ReturnPlan } from './plan.js'
import { hashOf, uuidOf, type Random } from './random.js'
import { sellersIn, type Seller } from './sellers.js'
import { products } from './words.js'

/** Orders of one checkout share its id and the instant it was placed. */
interface Checkout {
  readonly commercialId: string
  readonly createdAt: number
  readonly sellers: readonly Seller[]
}

/** Fills in what a draft leaves open. */
export const createPlanner = (random: Random, clock: Clock): ((draft: Draft) => OrderPlan) => {
  const checkouts = new Map<string, Checkout>()
  const numbers: Record<MarketplaceId, number> = { north: 7_000_100, south: 3_000_200 }

  const begin = (draft: Draft): Checkout => {
    const { marketplace } = draft.customer
    numbers[marketplace] += random.whole(1, 9)
    const createdAt =
      draft.born === undefined ? placedBefore(draft.state, clock.at(0), random) : clock.within(draft.born)
    return { commercialId: `${marketplace === 'north' ? 'N' : 'S'}${numbers[marketplace]}`, createdAt, sellers: [] }
  }

  return (draft) => {
    const before = (draft.checkout === undefined ? undefined : checkouts.get(draft.checkout)) ?? begin(draft)
    const seller = random.pick(
      sellersIn(draft.customer.marketplace, draft.sellerState ?? 'OPEN').filter(
        (each) => !before.sellers.includes(each),
      ),
    )
    const checkout = { ...before, sellers: [...before.sellers, seller] }
    if (draft.checkout !== undefined) checkouts.set(draft.checkout, checkout)
    return planned(draft, checkout, seller, { random, clock })
  }
}

interface Tools {
  readonly random: Random
  readonly clock: Clock
}

const planned = (draft: Draft, checkout: Checkout, seller: Seller, tools: Tools): OrderPlan => {
  const { customer } = draft
  const orderId = `${checkout.commercialId}-${String.fromCodePoint(64 + checkout.sellers.length)}`
  const quantities = draft.quantities ?? someQuantities(tools.random)
  return {
    tale: draft.tale,
    marketplace: customer.marketplace,
    orderId,
    commercialId: checkout.commercialId,
    seller,
    customer,
    email: draft.email ?? customer.email,
    locale: draft.locale === undefined ? customer.person.locale : draft.locale,
    channel: channelOf(draft, checkout.commercialId),
    createdAt: checkout.createdAt,
    firstState: draft.state === 'STAGING' ? 'STAGING' : 'WAITING_ACCEPTANCE',
    quantities,
    items: quantities.map(() => someItem(tools.random)),
    changes: [...pastChanges(draft, checkout.createdAt, tools), ...liveChanges(draft, tools.clock)],
    fields: [...(draft.fields ?? []), ...usualFields(orderId)],
    told: draft.told,
    returns: returnsOf(draft, orderId, tools),
  }
}

const someQuantities = (random: Random): readonly number[] =>
  Array.from({ length: random.pick([1, 1, 1, 2, 2, 3]) }, () => random.pick([1, 1, 1, 2]))

const someItem = (random: Random): Item => {
  const product = random.pick(products)
  return {
    product,
    unitCents: product.cents - random.whole(0, 4) * 50,
    shippingCents: random.pick([0, 299, 490, 795]),
  }
}

/** One order of fifteen tells of no channel. */
const channelOf = ({ customer }: Draft, commercialId: string): string | null => {
  if (hashOf(commercialId) % 15 === 0) return null
  if (customer.marketplace === 'south') return 'DE'
  return customer.person.country === 'GBR' ? 'UK' : 'FR'
}

const usualFields = (orderId: string): OrderPlan['fields'] => {
  const number = hashOf(orderId) % 10
  if (number === 0) return [{ code: 'gift-message', type: 'STRING', value: 'Happy birthday!' }]
  if (number === 1) return [{ code: 'loyalty-points', type: 'NUMERIC', value: '120' }]
  if (number === 2)
    return [{ code: 'services', type: 'MULTIPLE_VALUES_LIST', value: ['assembly', 'old-device-pickup'] }]
  return []
}

const pastChanges = (draft: Draft, createdAt: number, { random, clock }: Tools): readonly Change[] => {
  if (draft.born !== undefined) return []
  const way = wayTo(draft.state, createdAt, random)
  const last = way.at(-1)?.at ?? createdAt
  if (draft.past === undefined) return way
  const at = roughly(random, random.between(last + minute, clock.at(0) - minute))
  return [...way, { at, turns: draft.past, isSilent: false }]
}

const liveChanges = ({ live, silentAt }: Draft, clock: Clock): readonly Change[] =>
  liveSteps.flatMap((step) => {
    const turns = live?.[step]
    return turns === undefined ? [] : [{ at: clock.within(step), turns, isSilent: silentAt === step }]
  })

const returnsOf = ({ returned }: Draft, orderId: string, { random, clock }: Tools): readonly ReturnPlan[] => {
  if (returned === undefined) return []
  const createdAt = clock.at(0) - random.whole(20, 60) * 60 * minute
  const first = { at: createdAt, state: 'WAITING_ACCEPTANCE' }
  const settled = { at: roughly(random, createdAt + random.between(2, 18) * 60 * minute), state: returned.state }
  const live = liveSteps.flatMap((step) => {
    const state = returned.live?.[step]
    return state === undefined ? [] : [{ at: clock.within(step), state }]
  })
  const moves = returned.state === first.state ? [first, ...live] : [first, settled, ...live]
  return [{ id: uuidOf(`return ${orderId}`), createdAt, moves }]
}
