import type { WireObject } from '@concord/sandbox-mirakl'
import { type Expected, expectedOrder, type Sort } from './expected.js'
import { brokenOrder, type Buyer, orderOf, type Plan, returnIdOf, returnOf } from './orders.js'
import { createRandom, type Random } from './random.js'

export interface Traffic {
  /** Everything to be posted, with duplicates, versions in any order. */
  readonly items: readonly WireObject[]
  /** What follows when everything else was posted, in this order: orders that ship and arrive while things break. */
  readonly late: readonly WireObject[]
  readonly expected: readonly Expected[]
  /** Addresses that Dotdigital knows as subscribed before anything begins. */
  readonly subscribers: readonly string[]
}

interface Wish {
  readonly seed: number
  readonly marketplace: string
  /** Different versions among `items`, give or take one order's. */
  readonly records: number
  /** Orders that ship late; every other one of a subscriber, who then receives it. */
  readonly lateOrders: number
  /** Nothing is dated later. */
  readonly now: Date
}

interface Member {
  readonly sort: Sort
  readonly plan: Plan
  readonly returns: number
}

const ways: readonly [readonly string[], ...(readonly string[])[]] = [
  ['WAITING_ACCEPTANCE', 'SHIPPING', 'SHIPPED'],
  ['WAITING_ACCEPTANCE', 'SHIPPING', 'SHIPPING', 'SHIPPED'],
  ['SHIPPING', 'SHIPPED'],
  ['WAITING_ACCEPTANCE', 'CANCELED'],
  ['SHIPPING', 'SHIPPED', 'RECEIVED'],
  ['SHIPPING'],
]

const duplicateShare = 0.12
const hourMs = 3_600_000

/** Draws what is posted, and works out beside it where each record has to end. */
export const createTraffic = (wish: Wish): Traffic => {
  const random = createRandom(wish.seed)
  const members = draw(random, wish)
  const late = Array.from({ length: wish.lateOrders }, (_none, nth) => latePlan(wish, nth))
  const firsts = late.map((plan) => orderOf(plan, 0))
  const sent = [...members.flatMap(versionsOf), ...firsts]
  const again = sent.filter(() => random.chance(duplicateShare))
  return {
    items: random.shuffled([...sent, ...again]),
    late: [1, 2].flatMap((version) => late.flatMap((plan) => versionIn(plan, version))),
    expected: [
      ...members.flatMap((member) => expectedOf(member, wish.marketplace)),
      ...late.map((plan) => ({ ...expectedOrder(plan, 'ordinary', wish.marketplace), triggers: ['shipped'] })),
    ],
    subscribers: late.filter((_plan, nth) => isSubscriber(nth)).map(({ buyer }) => buyer.email),
  }
}

const draw = (random: Random, wish: Wish): readonly Member[] => {
  const members: Member[] = []
  let records = wish.lateOrders
  while (records < wish.records) {
    const member = drawOne(random, wish, members)
    members.push(member)
    records += versionsOf(member).length
  }
  return members
}

const drawOne = (random: Random, { now, seed }: Wish, before: readonly Member[]): Member => {
  const nth = before.length
  const sort: Sort = random.chance(0.02) ? 'broken' : random.chance(0.07) ? 'proxied' : 'ordinary'
  const known = before[random.between(0, Math.max(0, nth - 1))]
  const isRegular = sort === 'ordinary' && known?.sort === 'ordinary' && random.chance(0.4)
  const plan: Plan = {
    id: `F${seed}-${nth}-A`,
    buyer: isRegular ? known.plan.buyer : buyerOf(sort, `${seed}-${nth}`),
    states: random.pick(ways),
    at: new Date(now.getTime() - hourMs - random.between(0, 600) * 1_000),
    price: random.between(10, 200),
  }
  return { sort, plan, returns: sort === 'ordinary' && random.chance(0.06) ? random.between(1, 2) : 0 }
}

const buyerOf = (sort: Sort, name: string): Buyer => ({
  id: `C-${name}`,
  email: sort === 'proxied' ? `${name}@notification.mirakl.net` : `buyer-${name}@example.com`,
})

const isSubscriber = (nth: number): boolean => nth % 2 === 0

const latePlan = ({ seed, now }: Wish, nth: number): Plan => ({
  id: `L${seed}-${nth}-A`,
  buyer: buyerOf('ordinary', `late-${seed}-${nth}`),
  states: isSubscriber(nth) ? ['SHIPPING', 'SHIPPED', 'RECEIVED'] : ['SHIPPING', 'SHIPPED'],
  at: new Date(now.getTime() - hourMs / 2),
  price: 50 + nth,
})

const versionIn = (plan: Plan, version: number): WireObject[] =>
  version < plan.states.length ? [orderOf(plan, version)] : []

const numbers = (count: number): readonly number[] => Array.from({ length: count }, (_none, index) => index)

const versionsOf = ({ sort, plan, returns }: Member): WireObject[] =>
  sort === 'broken'
    ? [brokenOrder(plan)]
    : [
        ...plan.states.map((_state, version) => orderOf(plan, version)),
        ...numbers(returns).map((version) => returnOf(plan, version)),
      ]

const expectedOf = ({ sort, plan, returns }: Member, marketplace: string): readonly Expected[] => {
  const order = expectedOrder(plan, sort, marketplace)
  if (returns === 0) return [order]
  const key = `${marketplace}:return:${returnIdOf(plan)}`
  return [order, { ...order, key, versions: returns, newest: undefined }]
}
