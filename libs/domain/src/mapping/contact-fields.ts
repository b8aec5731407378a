import { type Decimal, mean, sum } from '../decimal.js'
import { disputeOf } from '../dispute.js'
import type { Order, Return, Seller } from '../order.js'
import { isPurchase, refundedOf, spendOf } from '../spend.js'

/** What a Dotdigital data field is: names have at most 20 characters, types never change. */
export interface DataField {
  readonly name: string
  readonly type: 'String' | 'Numeric' | 'Date'
  readonly meaning: string
  readonly value: (history: History) => string | number | undefined
}

/** Everything one profile ever ordered, whichever marketplace it was in. */
export interface PurchaseHistory {
  readonly orders: readonly {
    readonly marketplace: string
    readonly order: Order
    readonly returns: readonly Return[]
  }[]
  readonly sellerOf: (marketplace: string, sellerId: string) => Seller | undefined
}

/** The history as the fields look at it: purchases in order of time, money in the currency of the newest. */
interface History extends PurchaseHistory {
  readonly purchases: PurchaseHistory['orders']
  readonly last?: PurchaseHistory['orders'][number] | undefined
  readonly currency?: string | undefined
  /** Purchases in that currency: currencies are never added. */
  readonly comparable: readonly Order[]
}

const total = (orders: readonly Order[], amountOf: (order: Order) => Decimal): Decimal => sum(orders.map(amountOf))

/** The data fields Concord owns, all under the prefix `MP_`. A field with no value is cleared. */
export const contactFields: readonly DataField[] = [
  {
    name: 'MP_ORDERS',
    type: 'Numeric',
    meaning: 'Orders that were not refused or canceled as a whole',
    value: ({ purchases }) => purchases.length,
  },
  {
    name: 'MP_SPEND',
    type: 'Numeric',
    meaning: 'Paid in MP_CURRENCY: lines that stand, less completed refunds, in the marketplace’s tax mode',
    value: ({ comparable }) => Number(total(comparable, spendOf)),
  },
  {
    name: 'MP_REFUNDED',
    type: 'Numeric',
    meaning: 'Completed refunds in MP_CURRENCY',
    value: ({ comparable }) => Number(total(comparable, refundedOf)),
  },
  {
    name: 'MP_AVERAGE_ORDER',
    type: 'Numeric',
    meaning: 'MP_SPEND by its number of orders',
    value: ({ comparable }) => Number(mean(total(comparable, spendOf), comparable.length)),
  },
  {
    name: 'MP_CURRENCY',
    type: 'String',
    meaning: 'Currency of the newest order, and so of all amounts here',
    value: ({ currency }) => currency,
  },
  {
    name: 'MP_FIRST_ORDER',
    type: 'Date',
    meaning: 'When the first order was placed',
    value: ({ purchases }) => purchases[0]?.order.createdAt,
  },
  {
    name: 'MP_LAST_ORDER',
    type: 'Date',
    meaning: 'When the newest order was placed',
    value: ({ last }) => last?.order.createdAt,
  },
  {
    name: 'MP_LAST_STATE',
    type: 'String',
    meaning: 'Mirakl’s state of the newest order',
    value: ({ last }) => last?.order.state,
  },
  {
    name: 'MP_OPEN_DISPUTES',
    type: 'Numeric',
    meaning: 'Orders with an open incident or return, or a refund under way',
    value: ({ orders }) => orders.filter(({ order, returns }) => disputeOf(order, returns).length > 0).length,
  },
  {
    name: 'MP_LAST_SELLER',
    type: 'String',
    meaning: 'Who sold the newest order',
    value: ({ last }) => last?.order.shop?.name,
  },
  { name: 'MP_LAST_SELLER_GRADE', type: 'Numeric', meaning: 'That seller’s grade, 0 to 5', value: gradeOfLast },
  {
    name: 'MP_CHANNELS',
    type: 'String',
    meaning: 'Channels bought in, by comma',
    value: ({ purchases }) => listed(purchases.map(({ order }) => order.channel?.code)),
  },
  {
    name: 'MP_MARKETPLACES',
    type: 'String',
    meaning: 'Marketplaces bought in, by comma',
    value: ({ purchases }) => listed(purchases.map(({ marketplace }) => marketplace)),
  },
]

/** Values by field name; `null` clears a field. */
export type ContactFieldValues = Readonly<Record<string, string | number | null>>

/** A profile's data fields from its whole projection, and so exact after any replay. */
export const contactFieldsOf = (history: PurchaseHistory): ContactFieldValues => {
  const seen = look(history)
  return Object.fromEntries(contactFields.map(({ name, value }) => [name, value(seen) ?? null]))
}

const look = (history: PurchaseHistory): History => {
  const purchases = history.orders
    .filter(({ order }) => isPurchase(order))
    .toSorted((left, right) => (keyOf(left) < keyOf(right) ? -1 : 1))
  const last = purchases.at(-1)
  const currency = last?.order.currency
  const comparable = purchases.map(({ order }) => order).filter((order) => order.currency === currency)
  return { ...history, purchases, last, currency, comparable }
}

const keyOf = ({ marketplace, order }: PurchaseHistory['orders'][number]): string =>
  `${order.createdAt} ${order.id} ${marketplace}`

function gradeOfLast({ last, sellerOf }: History): number | undefined {
  if (last?.order.shop === undefined) return undefined
  const grade = sellerOf(last.marketplace, last.order.shop.id)?.grade
  return grade === undefined ? undefined : Number(grade)
}

const listed = (values: readonly (string | undefined)[]): string | undefined =>
  [...new Set(values.filter((value) => value !== undefined))].toSorted().join(',') || undefined
