import { z } from 'zod'
import type { Contact, Evidence, Violation } from './evidence.js'
import { named, peopleBy } from './people.js'
import { isRelay } from './rules/story-terms.js'
import { marketplace } from '../world/mapping.js'

const Line = z.object({
  order_line_state: z.string(),
  total_price: z.number(),
  refunds: z
    .array(z.object({ state: z.string(), amount: z.number(), shipping_amount: z.number().default(0) }))
    .default([]),
})
const Order = z.object({
  order_id: z.string(),
  order_state: z.string(),
  customer: z.object({ customer_id: z.string() }),
  order_lines: z.array(Line),
})
type Order = z.infer<typeof Order>

const Shown = z.object({
  ownerContactId: z.number(),
  json: z.object({ orderStatus: z.string(), orderTotal: z.number() }),
})

/**
 * Where what stands in Dotdigital at the end differs from what Mirakl holds, worked out from the orders as Mirakl shows
 * them: of each person the number of orders and the sum paid, of each order its record.
 *
 * @param orders all that Mirakl holds
 */
export const totalsOff = (evidence: Evidence, orders: readonly unknown[]): readonly Violation[] => {
  const all = z.array(Order).parse(orders)
  return [...peopleOff(evidence, all), ...recordsOff(evidence, all)]
}

const void_ = (state: string): boolean => state === 'REFUSED' || state === 'CANCELED'

/** In cents: lines that stand, less what was paid back of them. */
const paidFor = ({ order_lines: lines }: Order): number =>
  lines
    .filter((line) => !void_(line.order_line_state))
    .reduce((sum, line) => sum + cents(line.total_price) - refundedOf(line), 0)

const refundedOf = ({ refunds }: z.infer<typeof Line>): number =>
  refunds
    .filter(({ state }) => state === 'REFUNDED')
    .reduce((sum, refund) => sum + cents(refund.amount) + cents(refund.shipping_amount), 0)

const cents = (amount: number): number => Math.round(amount * 100)

const isPurchase = ({ order_state: state, order_lines: lines }: Order): boolean =>
  !void_(state) && lines.some((line) => !void_(line.order_line_state))

/** The contacts of whoever ordered: none where nobody knows an address of theirs. */
const contactsOf = (evidence: Evidence): ((order: Order) => readonly Contact[]) => {
  const people = peopleBy(evidence, isRelay, (ties) => ties)
  return ({ customer }) => {
    const names = people.namesOf(named.customer(customer.customer_id))
    return evidence.after.contacts.filter(({ email }) => names.has(named.address(email)))
  }
}

/** A person may have several contacts, since none is deleted; what they bought stands at one of them. */
const peopleOff = (evidence: Evidence, all: readonly Order[]): readonly Violation[] => {
  const ownersOf = contactsOf(evidence)
  const bought = new Map<string, Order[]>()
  for (const order of all.filter(isPurchase)) {
    const ids = ownersOf(order).map(({ contactId }) => contactId)
    bought.set(ids.join(' '), [...(bought.get(ids.join(' ')) ?? []), order])
  }
  bought.delete('')
  return [...bought].flatMap(([ids, orders]): readonly Violation[] => {
    const owners = evidence.after.contacts.filter(({ contactId }) => ids.split(' ').includes(String(contactId)))
    const sumOf = (name: string): number =>
      owners.reduce((sum, { dataFields }) => sum + cents(Number(dataFields[name] ?? 0)), 0)
    const paid = orders.reduce((sum, order) => sum + paidFor(order), 0)
    return [
      ...differing(`orders of ${ids}`, sumOf('MP_ORDERS'), cents(orders.length)),
      ...differing(`spend of ${ids}`, sumOf('MP_SPEND'), paid),
    ]
  })
}

const differing = (what: string, shown: number, true_: number): readonly Violation[] =>
  shown === true_ ? [] : [`${what} are ${shown / 100}, and should be ${true_ / 100}`]

/** One record for each order of somebody who has a contact, at that contact, as Mirakl has it; and no other. */
const recordsOff = (evidence: Evidence, all: readonly Order[]): readonly Violation[] => {
  const ownersOf = contactsOf(evidence)
  const prefix = `${marketplace}-`
  const shown = new Map(
    Object.entries(evidence.after.records['Orders'] ?? {}).filter(([key]) => key.startsWith(prefix)),
  )
  const expected = all.filter((order) => ownersOf(order).length > 0)
  const extra = [...shown.keys()].filter((key) => !expected.some((order) => key === prefix + order.order_id))
  return [
    ...extra.map((key) => `${key} is in Dotdigital, and its order is nobody’s`),
    ...expected.flatMap((order) => recordOff(order, shown.get(prefix + order.order_id), ownersOf(order))),
  ]
}

const recordOff = (order: Order, found: unknown, owners: readonly Contact[]): readonly Violation[] => {
  const record = Shown.safeParse(found)
  if (!record.success) return [`${order.order_id} has no record`]
  const { ownerContactId, json } = record.data
  const isOwned = owners.some(({ contactId }) => contactId === ownerContactId)
  return [
    ...(isOwned ? [] : [`${order.order_id} is at ${ownerContactId}, who did not buy it`]),
    ...(json.orderStatus === order.order_state ? [] : [`${order.order_id} is shown as ${json.orderStatus}`]),
    ...differing(`the total of ${order.order_id}`, cents(json.orderTotal), paidFor(order)),
  ]
}
