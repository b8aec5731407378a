import type { Order, OrderLine } from '../order.js'
import type { MarketplaceRules } from '../rules.js'
import { spendOf, standingLines } from '../spend.js'
import { brokenIn, type Link, lineLinks, orderLinks, urlIn } from './links.js'

/** What a message about an order is filled with, or why it would go out broken. */
export type FilledMessage = { readonly values: Readonly<Record<string, string>> } | { readonly unresolved: string }

/** As many products as a message shows; the others are in the order's record. */
export const productsShown = 10

interface Seen {
  readonly order: Order
  readonly links: readonly Link[]
  readonly products: readonly Product[]
}

interface Product {
  readonly line: OrderLine
  readonly links: readonly Link[]
}

/** The values of a message, each a text; one that an order does not tell is empty. */
export const messageValues: Readonly<
  Record<string, { readonly meaning: string; readonly value: (seen: Seen) => string | undefined }>
> = {
  order_id: { meaning: 'Mirakl’s id of the order', value: ({ order }) => order.id },
  checkout_id: { meaning: 'The checkout it came from', value: ({ order }) => order.commercialId },
  order_url: { meaning: 'Where the customer sees the order', value: ({ links }) => urlIn(links, 'order') },
  review_url: { meaning: 'Where the customer rates the purchase', value: ({ links }) => urlIn(links, 'review') },
  order_total: { meaning: 'Paid, less completed refunds', value: ({ order }) => spendOf(order) },
  currency: { meaning: 'What that is in', value: ({ order }) => order.currency },
  channel: { meaning: 'Code of the channel', value: ({ order }) => order.channel?.code },
  seller_name: { meaning: 'Name of the shop', value: ({ order }) => order.shop?.name },
  carrier: { meaning: 'Who ships', value: ({ order }) => order.shipping.carrier },
  tracking_number: { meaning: 'Number of the parcel', value: ({ order }) => order.shipping.tracking },
  tracking_url: { meaning: 'Where the parcel is followed', value: ({ order }) => order.shipping.trackingUrl },
  product_name: { meaning: 'Title of the first product', value: ({ products: [first] }) => first?.line.title },
  product_url: {
    meaning: 'Where it is shown',
    value: ({ products: [first] }) => first && urlIn(first.links, 'product'),
  },
  product_image: { meaning: 'Its picture', value: ({ products: [first] }) => first && urlIn(first.links, 'image') },
  products: {
    meaning: `JSON of the first ${productsShown} products: name, sku, qty, url, image`,
    value: ({ products }) => JSON.stringify(products.map(shownOf)),
  },
}

const shownOf = ({ line, links }: Product) => ({
  ...{ name: line.title, sku: line.productSku, qty: line.quantity },
  ...{ url: urlIn(links, 'product') ?? '', image: urlIn(links, 'image') ?? '' },
})

/** Fills a message with what stands of an order; of one of which nothing stands, with all of it. */
export const messageOf = (order: Order, { links: rules }: Pick<MarketplaceRules, 'links'>): FilledMessage => {
  const standing = standingLines(order)
  const shown = (standing.length > 0 ? standing : order.lines).slice(0, productsShown)
  const products = shown.map((line) => ({ line, links: lineLinks(order, line, rules) }))
  const links = orderLinks(order, rules)
  const unresolved = brokenIn([...links, ...products.flatMap((product) => product.links)])
  if (unresolved !== undefined) return { unresolved }
  const seen = { order, links, products }
  return {
    values: Object.fromEntries(Object.entries(messageValues).map(([name, { value }]) => [name, value(seen) ?? ''])),
  }
}
