import type { Watched } from '../dispute-watch.js'
import type { Order, OrderLine, Return, Seller } from '../order.js'
import { isPurchase, standingLines } from '../spend.js'

/** Everything one profile ever ordered, whichever marketplace it was in. */
export interface PurchaseHistory {
  readonly orders: readonly Bought[]
  readonly sellerOf: (marketplace: string, sellerId: string) => Seller | undefined
}

export interface Bought extends Partial<Watched> {
  readonly marketplace: string
  readonly order: Order
  readonly returns: readonly Return[]
}

/** The history as the fields look at it: purchases in order of time, money in the currency of the newest. */
export interface History extends PurchaseHistory {
  readonly purchases: readonly Bought[]
  readonly last?: Bought | undefined
  readonly currency?: string | undefined
  /** Purchases in that currency: currencies are never added. */
  readonly comparable: readonly Order[]
  /** The lines of all purchases that stand, oldest first. */
  readonly lines: readonly OrderLine[]
}

export const look = (history: PurchaseHistory): History => {
  const purchases = history.orders
    .filter(({ order }) => isPurchase(order))
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  const last = purchases.at(-1)
  const currency = last?.order.currency
  const comparable = purchases.map(({ order }) => order).filter((order) => order.currency === currency)
  const lines = purchases.flatMap(({ order }) => standingLines(order))
  return { ...history, purchases, last, currency, comparable, lines }
}

const keyOf = ({ marketplace, order }: Bought): string => `${order.createdAt} ${order.id} ${marketplace}`

/** What a text field of a contact may hold by Dotdigital's first help on them; 1,000 characters by its newest. */
export const longestFieldText = 255

/** Each once, in order, by comma; as many as fit. */
export const listed = (values: readonly (string | undefined)[]): string | undefined => {
  const names = [...new Set(values.filter((value) => value !== undefined))].toSorted()
  const fitting = names.reduce((told, name) => {
    const longer = told === '' ? name : `${told},${name}`
    return longer.length <= longestFieldText ? longer : told
  }, '')
  return fitting || undefined
}

/** What occurs most often; among equals, what occurred last. */
export const mostFrequent = (values: readonly string[]): string | undefined => {
  const counts = new Map<string, number>()
  for (const value of values) counts.set(value, (counts.get(value) ?? 0) + 1)
  const most = Math.max(...counts.values())
  return values.findLast((value) => counts.get(value) === most)
}
