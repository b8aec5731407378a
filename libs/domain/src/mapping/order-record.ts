import { toNumber } from '../decimal.js'
import { disputeOf } from '../dispute.js'
import type { Order, OrderLine, Return } from '../order.js'
import type { MarketplaceRules } from '../rules.js'
import { grossOf, refundedOf, spendOf } from '../spend.js'
import { mediaLink, orderLink, productLink } from './links.js'

/** JSON for a collection whose schema is locked by the first record: types never vary, empty values are left out. */
export type InsightJson = Readonly<Record<string, unknown>>

/** `<marketplace>-<id>`: unique across contacts and beside other connectors' records. */
export const insightKey = (marketplace: string, id: string): string => `${marketplace}-${id}`

/**
 * The record of an order in the `Orders` collection, in the camel-case names that Dotdigital's own commerce connectors
 * use; `orderTotal` is what the customer really paid.
 */
export const orderRecordOf = (order: Order, returns: readonly Return[], rules: MarketplaceRules): InsightJson =>
  compact({
    id: order.id,
    checkoutId: order.commercialId,
    marketplace: rules.id,
    channel: order.channel?.code,
    purchaseDate: order.createdAt,
    orderStatus: order.state,
    isInDispute: disputeOf(order, returns).length > 0,
    currency: order.currency,
    taxMode: order.taxMode,
    orderTotal: toNumber(spendOf(order)),
    orderSubtotal: toNumber(grossOf(order)),
    deliveryTotal: toNumber(order.shippingPrice),
    refundTotal: toNumber(refundedOf(order)),
    deliveryMethod: order.shipping.typeCode,
    carrier: order.shipping.carrier,
    trackingNumber: order.shipping.tracking,
    trackingUrl: order.shipping.trackingUrl,
    sellerId: order.shop?.id,
    sellerName: order.shop?.name,
    orderUrl: orderLink(order, rules.links),
    products: order.lines.map((line) => productOf(order, line, rules)),
    returns: returns.map(({ id, state, createdAt }) => ({ id, state, createdAt })),
  })

const productOf = (order: Order, line: OrderLine, rules: MarketplaceRules): InsightJson =>
  compact({
    id: line.id,
    sku: line.productSku,
    name: line.title,
    category: line.category,
    qty: line.quantity,
    price: toNumber(line.price),
    total: toNumber(line.totalPrice),
    status: line.state,
    url: productLink(order, line.productSku, rules.links),
    image: mediaLink(line.mediaUrl, rules.links),
    shippedDate: line.shippedAt,
    receivedDate: line.receivedAt,
  })

/** Without what is missing or empty: an empty list and an object under one name would break the collection. */
export const compact = (record: InsightJson): InsightJson =>
  Object.fromEntries(
    Object.entries(record).filter(
      ([, value]) => value !== undefined && value !== '' && !(Array.isArray(value) && value.length === 0),
    ),
  )
