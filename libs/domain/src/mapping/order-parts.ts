import { sum } from '../decimal.js'
import { isInIncident } from '../dispute.js'
import type { Order, OrderLine, Refund, Return } from '../order.js'
import type { MarketplaceRules } from '../rules.js'
import { isPaid } from '../spend.js'
import { lineLinks, urlIn } from './links.js'
import { address, date, number, type RecordFields, text, truth } from './record-fields.js'

const calledOff = new Set(['CANCELED', 'REFUSED'])

interface SeenLine {
  readonly order: Order
  readonly line: OrderLine
  readonly returns: readonly Return[]
  readonly rules: MarketplaceRules
}

/** One of an order record's `products`. */
export const productFields: RecordFields<SeenLine> = {
  id: text(['Mirakl’s id of the order line', 'order_line_id'], ({ line }) => line.id),
  sku: text(['The marketplace’s product', 'product_sku'], ({ line }) => line.productSku),
  offerSku: text(['The seller’s offer', 'offer_sku'], ({ line }) => line.offerSku),
  name: text(['Its title', 'product_title'], ({ line }) => line.title),
  category: text(['Its category', 'category_label'], ({ line }) => line.category),
  qty: number(['How many', 'quantity'], ({ line }) => line.quantity),
  price: number(['The line’s articles, without shipping', 'price'], ({ line }) => line.price),
  total: number(['The line’s articles with shipping, less cancelations', 'total_price'], ({ line }) => line.totalPrice),
  refunded: number(['Completed refunds of the line', 'refunds'], ({ line }) =>
    sum(line.refunds.filter(isPaid).map(({ total }) => total)),
  ),
  returnedQty: number(['How many of it go back: by returns that stand', 'RT11 return_lines'], ({ line, returns }) =>
    returns
      .filter(({ state }) => !calledOff.has(state))
      .flatMap(({ lines }) => lines)
      .reduce((count, { orderLineId, quantity }) => (orderLineId === line.id ? count + quantity : count), 0),
  ),
  status: text(['Mirakl’s state of the line', 'order_line_state'], ({ line }) => line.state),
  isInIncident: truth(['An incident of the line is open', 'order_line_state'], ({ line }) => isInIncident(line)),
  url: address(['Where the product is shown', '`links.product`'], ({ order, line, rules }) =>
    urlIn(lineLinks(order, line, rules.links), 'product'),
  ),
  image: address(['Its picture', '`links.image`, or product_medias under `links.media`'], ({ order, line, rules }) =>
    urlIn(lineLinks(order, line, rules.links), 'image'),
  ),
  shippedDate: date(['When it left', 'shipped_date'], ({ line }) => line.shippedAt),
  receivedDate: date(['When it arrived', 'received_date'], ({ line }) => line.receivedAt),
}

/** One of an order record's `refunds`. */
export const refundFields: RecordFields<{ readonly line: string; readonly refund: Refund }> = {
  id: text(['Mirakl’s id of the refund', 'id'], ({ refund }) => refund.id),
  group: text(['What the customer perceives as one refund', 'order_refund_id'], ({ refund }) => refund.groupId),
  line: text(['The order line it is of', 'order_line_id'], ({ line }) => line),
  state: text(['`REFUNDED` once the money has gone back', 'refund_state'], ({ refund }) => refund.state),
  total: number(
    ['What the customer gets back, shipping included', 'amount, shipping_amount, taxes'],
    ({ refund }) => refund.total,
  ),
  createdDate: date(['When it was asked for', 'created_date'], ({ refund }) => refund.createdAt),
}

/** One of an order record's `returns`. */
export const returnFields: RecordFields<Return> = {
  id: text(['Mirakl’s id of the return', 'id'], ({ id }) => id),
  state: text(['Mirakl’s state of the return', 'state'], ({ state }) => state),
  reason: text(['Mirakl’s code of why', 'reason_code'], ({ reasonCode }) => reasonCode),
  qty: number(['How many articles', 'return_lines[].quantity'], ({ lines }) =>
    lines.reduce((count, { quantity }) => count + quantity, 0),
  ),
  createdAt: date(['When it was opened', 'date_created'], ({ createdAt }) => createdAt),
  updatedAt: date(['When it last changed', 'last_updated'], ({ updatedAt }) => updatedAt),
}
