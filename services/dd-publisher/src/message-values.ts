import { type MarketplaceRules, orderLink } from '@concord/domain'
import type { ReadyTrigger } from './ports.js'

/** What a message about an order is filled with; undefined where a link does not resolve, since none goes out broken. */
export const messageValues = (
  { stored: { order, marketplace } }: ReadyTrigger,
  rulesOf: (marketplace: string) => MarketplaceRules,
): Readonly<Record<string, string>> | undefined => {
  const orderUrl = orderLink(order, rulesOf(marketplace).links)
  if (orderUrl === undefined) return undefined
  return {
    order_id: order.id,
    order_url: orderUrl,
    seller_name: order.shop?.name ?? '',
    tracking_number: order.shipping.tracking ?? '',
    tracking_url: order.shipping.trackingUrl ?? '',
  }
}
