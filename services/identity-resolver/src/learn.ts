import {
  anchorOf,
  bestSights,
  type Instant,
  kindOfName,
  pairsAcross,
  pairsOf,
  type RecordKey,
  type Shown,
  type Sight,
  type Version,
} from '@concord/domain'
import { keyOf } from './keys.js'
import { know, type Learned } from './know.js'
import type { Checkout, Name, Names, OrderSeen } from './ports.js'
import { regroup } from './regroup.js'
import { partitionRules, type Who } from './who.js'

interface OrderTold {
  readonly key: RecordKey
  readonly checkout: string
  readonly shown: readonly Shown[]
  readonly at: Instant
}

interface OrderTaken {
  readonly seen: OrderSeen
  /** Whether it was news of who is who. */
  readonly isNews: boolean
  /** Whether others may have waited for it: it shows an address, or joins two identifiers. */
  readonly isEvidence: boolean
}

/**
 * Takes in what an order shows, beside what its checkout is known by. What it showed in an earlier version counts on: a
 * blank takes nothing back.
 */
export const learnOrder = async (names: Names, who: Who, order: OrderTold): Promise<OrderTaken> => {
  const before = await names.order(order.key)
  const told = (await names.checkout(order.checkout))?.sights ?? []
  const shown = order.shown.map((one) => who.sightOf(one))
  const own = bestSights([...(before?.sights ?? []), ...shown])
  const involved = namesOf([...own, ...told])
  names.hold(involved.map(keyOf.identifier))
  const pairs = [...pairsOf(namesOf(shown)), ...pairsAcross(namesOf(own), namesOf(told))]
  const learned = await know(names, who, { shown: order.shown, involved, pairs, record: order.key, at: order.at })
  const anchor = anchorOf([...own, ...told], partitionRules(who, learned.known).isVoid)
  const seen = { ...pick(order), sights: own, anchor, isIdentified: before?.isIdentified ?? false }
  const isNews = await settle(names, who, { seen, before, learned, involved, at: order.at })
  const isEvidence = involved.length > 1 || involved.some((name) => kindOfName(name) === 'email')
  return { seen, isNews, isEvidence }
}

const pick = ({ key, checkout }: OrderTold): Pick<OrderSeen, 'key' | 'checkout'> => ({ key, checkout })

interface Settling {
  readonly seen: OrderSeen
  readonly before: OrderSeen | undefined
  readonly learned: Learned
  readonly involved: readonly Name[]
  readonly at: Instant
}

/** An order that was told before keeps its anchor until it is known whom it moves to, so that this is told as well. */
const settle = async (names: Names, who: Who, { seen, before, learned, involved, at }: Settling): Promise<boolean> => {
  const isMoved = seen.isIdentified && seen.anchor !== before?.anchor
  const stored = isMoved ? { ...seen, anchor: before?.anchor } : seen
  await names.putOrder(stored)
  if (!isMoved && !(await isNewsOf(names, learned))) return false
  await regroup(names, who, { ...learned, touched: involved, orders: isMoved ? [stored] : [], at })
  return true
}

/**
 * Most records tell nothing new; that an address is the one to write to once more, is not news either. A crowd is looked
 * at again each time, since it may be none any more by what is configured now.
 */
const isNewsOf = async (names: Names, { known, newborn, evidence, flipped, better }: Learned): Promise<boolean> => {
  if (newborn.size + evidence.length + flipped.length > 0) return true
  if ([...known.values()].some(({ crowd }) => crowd !== undefined)) return true
  if (better.length === 0) return false
  const profiles = await names.profiles(better.map(({ profileId }) => profileId))
  const first = new Set(profiles.map(({ addresses: [name] }) => name))
  return better.some(({ name }) => !first.has(name))
}

interface Word {
  readonly checkout: string
  readonly version: Version
  readonly record: RecordKey
  readonly shown: readonly Shown[]
  readonly at: Instant
}

interface WordTaken {
  /** False where a newer word is known; whom the older one shows counts all the same. */
  readonly isNewest: boolean
  /** Every identifier that had to do with it. */
  readonly involved: readonly Name[]
}

/** Takes in what a storefront tells of a checkout, and joins it with what the orders of the checkout show. */
export const learnWord = async (names: Names, who: Who, word: Word): Promise<WordTaken> => {
  const orders = await names.ordersOf(word.checkout)
  names.hold(orders.map(({ key }) => keyOf.order(key)))
  const before = await names.checkout(word.checkout)
  const shown = word.shown.map((one) => who.sightOf(one))
  const checkout = checkoutAfter(word, before, shown)
  await names.putCheckout(checkout)
  const theirs = orders.flatMap(({ sights }) => namesOf(sights))
  const involved = [...new Set([...theirs, ...namesOf(checkout.sights)])]
  names.hold(involved.map(keyOf.identifier))
  const pairs = [
    ...pairsOf(namesOf(shown)),
    ...orders.flatMap((one) => pairsAcross(namesOf(one.sights), namesOf(shown))),
  ]
  const learned = await know(names, who, { ...word, involved, pairs: distinct(pairs) })
  await regroup(names, who, { ...learned, touched: involved, orders, at: word.at })
  return { isNewest: checkout.version === word.version, involved }
}

const checkoutAfter = (
  { checkout, version }: Word,
  before: Checkout | undefined,
  shown: readonly Sight[],
): Checkout => ({
  name: checkout,
  version: before !== undefined && before.version > version ? before.version : version,
  sights: bestSights([...(before?.sights ?? []), ...shown]),
})

const namesOf = (sights: readonly Sight[]): readonly Name[] => sights.map(({ name }) => name)

const distinct = <T extends readonly string[]>(pairs: readonly T[]): readonly T[] => [
  ...new Map(pairs.map((pair) => [pair.join(), pair])).values(),
]
