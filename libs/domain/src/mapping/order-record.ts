import { sum } from '../decimal.js'
import { disputeOf } from '../dispute.js'
import type { Situation, Watched } from '../dispute-watch.js'
import { latest } from '../instants.js'
import type { Instant } from '../order.js'
import type { MarketplaceRules } from '../rules.js'
import { grossOf, isPaid, refundedOf, spendOf, standingLines } from '../spend.js'
import { type Link, orderLinks, urlIn } from './links.js'
import { productFields, refundFields, returnFields } from './order-parts.js'
import {
  address,
  date,
  type InsightJson,
  list,
  number,
  recordOf,
  type RecordFields,
  text,
  truth,
} from './record-fields.js'

/** An order as the projection holds it: its snapshot, its returns and what watching it has shown. */
export type ProjectedOrder = Situation & Partial<Watched>

/** `<marketplace>-<id>`: unique across contacts and beside other connectors' records. */
export const insightKey = (marketplace: string, id: string): string => `${marketplace}-${id}`

interface Seen extends ProjectedOrder {
  readonly rules: MarketplaceRules
  readonly links: readonly Link[]
}

/** The fields of an order's record, in the camel-case names that Dotdigital's own commerce connectors use. */
export const orderFields: RecordFields<Seen> = {
  id: text(['Mirakl’s id of the order; the record’s key is `<marketplace>-<id>`', 'order_id'], ({ order }) => order.id),
  checkoutId: text(
    ['The checkout, which several orders may come from', 'commercial_id'],
    ({ order }) => order.commercialId,
  ),
  marketplace: text(['The marketplace’s name in `concord.yaml`', 'configuration'], ({ rules }) => rules.id),
  channel: text(['Code of the channel it was placed in', 'channel.code'], ({ order }) => order.channel?.code),
  locale: text(
    ['Language and country the customer shopped in', 'customer.locale'],
    ({ order }) => order.customer.locale,
  ),
  purchaseDate: date(['When it was placed', 'created_date'], ({ order }) => order.createdAt),
  acceptedDate: date(['When the seller accepted it', 'acceptance_decision_date'], ({ order }) => order.acceptedAt),
  paidDate: date(['When the customer’s payment was taken', 'customer_debited_date'], ({ order }) => order.debitedAt),
  shippingDeadline: date(
    ['By when the seller has to ship it', 'shipping_deadline'],
    ({ order }) => order.shippingDeadlineAt,
  ),
  shippedDate: date(
    ['When the last of it left; missing while some is to come', 'order_lines[].shipped_date'],
    ({ order }) => whenAll(standingLines(order).map(({ shippedAt }) => shippedAt)),
  ),
  receivedDate: date(
    ['When the last of it arrived; missing while some is to come', 'order_lines[].received_date'],
    ({ order }) => whenAll(standingLines(order).map(({ receivedAt }) => receivedAt)),
  ),
  orderStatus: text(['Mirakl’s state of the order', 'order_state'], ({ order }) => order.state),
  isInDispute: truth(
    ['An open incident or return, or a refund under way', 'has_incident, lines, refunds, returns'],
    ({ order, returns }) => disputeOf(order, returns).length > 0,
  ),
  inDisputeSince: date(
    ['Since when it has been in dispute', 'seen by Concord'],
    ({ inDisputeSince }) => inDisputeSince,
  ),
  openIncidents: number(
    ['Incidents of its lines that are open', 'order_lines[].order_line_state'],
    ({ incidents = [] }) => incidents.filter(({ closedAt }) => closedAt === undefined).length,
  ),
  closedIncidents: number(
    ['Incidents of its lines that are over', 'seen by Concord'],
    ({ incidents = [] }) => incidents.filter(({ closedAt }) => closedAt !== undefined).length,
  ),
  currency: text(['ISO 4217; all amounts of the record are in it', 'currency_iso_code'], ({ order }) => order.currency),
  taxMode: text(
    ['`TAX_INCLUDED` or `TAX_EXCLUDED`: what the amounts are', 'order_tax_mode'],
    ({ order }) => order.taxMode,
  ),
  orderTotal: number(['Paid in the end: lines that stand, less completed refunds', 'lines, refunds'], ({ order }) =>
    spendOf(order),
  ),
  orderSubtotal: number(['Lines that stand, before refunds', 'order_lines[].total_price'], ({ order }) =>
    grossOf(order),
  ),
  deliveryTotal: number(['Shipping', 'shipping_price'], ({ order }) => order.shippingPrice),
  refundTotal: number(['Completed refunds', 'order_lines[].refunds'], ({ order }) => refundedOf(order)),
  refundPending: number(['Refunds that are under way', 'order_lines[].refunds'], ({ order }) =>
    sum(order.lines.flatMap(({ refunds }) => refunds.filter((refund) => !isPaid(refund)).map(({ total }) => total))),
  ),
  items: number(['Articles that were neither refused nor canceled', 'order_lines[].quantity'], ({ order }) =>
    standingLines(order).reduce((count, { quantity }) => count + quantity, 0),
  ),
  deliveryMethod: text(['Code of the shipping type', 'shipping_type_code'], ({ order }) => order.shipping.typeCode),
  carrier: text(['Who ships', 'shipping_company'], ({ order }) => order.shipping.carrier),
  trackingNumber: text(['Number of the parcel', 'shipping_tracking'], ({ order }) => order.shipping.tracking),
  trackingUrl: address(
    ['Where the parcel is followed', 'shipping_tracking_url'],
    ({ order }) => order.shipping.trackingUrl,
  ),
  sellerId: text(
    ['Mirakl’s id of the shop; with the marketplace the key in `Sellers`', 'shop_id'],
    ({ order }) => order.shop?.id,
  ),
  sellerName: text(['Name of the shop', 'shop_name'], ({ order }) => order.shop?.name),
  orderUrl: address(['Where the customer sees the order', '`links.order`'], ({ links }) => urlIn(links, 'order')),
  reviewUrl: address(['Where the customer rates the purchase', '`links.review`'], ({ links }) =>
    urlIn(links, 'review'),
  ),
  products: list(['The order lines', 'order_lines'], ({ order, returns, rules }) =>
    order.lines.map((line) => recordOf(productFields, { order, line, returns, rules })),
  ),
  refunds: list(['Refunds of its lines', 'order_lines[].refunds'], ({ order }) =>
    order.lines.flatMap((line) => line.refunds.map((refund) => recordOf(refundFields, { line: line.id, refund }))),
  ),
  returns: list(['Returns of the order', 'RT11'], ({ returns }) =>
    returns.map((returned) => recordOf(returnFields, returned)),
  ),
}

/** The record of an order in the `Orders` collection; `orderTotal` is what the customer really paid. */
export const orderRecordOf = (projected: ProjectedOrder, rules: MarketplaceRules): InsightJson =>
  recordOf(orderFields, { ...projected, rules, links: orderLinks(projected.order, rules.links) })

/** The last of them, once there is one of each. */
const whenAll = (instants: readonly (Instant | undefined)[]): Instant | undefined => {
  const known = instants.filter((at) => at !== undefined)
  return known.length === instants.length ? latest(known) : undefined
}
