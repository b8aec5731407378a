import type { Customer, Order, View } from '@concord/domain'
import { z } from 'zod'
import { toAdditionalFields } from './parse-additional-fields.js'
import { OrderLineShape, toOrderLine } from './parse-order-line.js'
import { faultsOf, idIn, type Refused } from './parsed.js'
import { amount, id, instant, lenient, list, listOrEmpty, shape, text, truth } from './wire.js'

/** Required is only what Concord cannot do without; the vendor's schema requires far more, and its data disagrees. */
const OrderShape = shape({
  order_id: id,
  commercial_id: id,
  order_state: text,
  created_date: instant,
  last_updated_date: instant,
  acceptance_decision_date: lenient(instant),
  customer_debited_date: lenient(instant),
  shipping_deadline: lenient(instant),
  channel: lenient(shape({ code: text, label: lenient(text) })),
  currency_iso_code: text,
  order_tax_mode: text,
  price: amount,
  shipping_price: amount,
  total_price: amount,
  has_incident: lenient(truth),
  fully_refunded: lenient(truth),
  customer: lenient(
    shape({
      customer_id: lenient(id),
      email: lenient(text),
      firstname: lenient(text),
      lastname: lenient(text),
      locale: lenient(text),
    }),
  ),
  shop_id: lenient(id),
  shop_name: lenient(text),
  shipping_type_code: lenient(text),
  shipping_company: lenient(text),
  shipping_tracking: lenient(text),
  shipping_tracking_url: lenient(text),
  order_additional_fields: listOrEmpty(z.unknown()),
  order_lines: list(OrderLineShape),
})

type WireOrder = z.output<typeof OrderShape>

export type ParsedOrder = { readonly ok: true; readonly order: Order } | Refused

/** An OR11 order in Concord's words, or every fault in it. The order itself tells which view it is. */
export const parseOrder = (raw: unknown): ParsedOrder => {
  const parsed = OrderShape.safeParse(raw)
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error), id: idIn(raw, 'order_id') }
  return { ok: true, order: toOrder(parsed.data, viewOf(parsed.data)) }
}

/**
 * A seller sees neither `customer.email` nor `shop_id` (operator against seller OR11). In doubt the order counts as a
 * seller view, which never erases anything.
 */
const viewOf = (wire: WireOrder): View =>
  wire.customer?.email !== undefined || wire.shop_id !== undefined ? 'operator' : 'seller'

const toOrder = (wire: WireOrder, view: View): Order => ({
  id: wire.order_id,
  commercialId: wire.commercial_id,
  view,
  state: wire.order_state,
  createdAt: wire.created_date,
  updatedAt: wire.last_updated_date,
  acceptedAt: wire.acceptance_decision_date,
  debitedAt: wire.customer_debited_date,
  shippingDeadlineAt: wire.shipping_deadline,
  channel: wire.channel && { code: wire.channel.code, label: wire.channel.label ?? wire.channel.code },
  currency: wire.currency_iso_code,
  taxMode: wire.order_tax_mode,
  price: wire.price,
  shippingPrice: wire.shipping_price,
  totalPrice: wire.total_price,
  hasIncident: wire.has_incident,
  isFullyRefunded: wire.fully_refunded,
  customer: toCustomer(wire),
  shop: wire.shop_id === undefined ? undefined : { id: wire.shop_id, name: wire.shop_name ?? '' },
  shipping: {
    typeCode: wire.shipping_type_code,
    carrier: wire.shipping_company,
    tracking: wire.shipping_tracking,
    trackingUrl: wire.shipping_tracking_url,
  },
  lines: wire.order_lines.map((line) => toOrderLine(line, wire.order_tax_mode)),
  additionalFields: toAdditionalFields(wire.order_additional_fields),
})

/** `customer_notification_email` is left behind: a proxy address is never an identifier. */
const toCustomer = ({ customer }: WireOrder): Customer => ({
  id: customer?.customer_id,
  email: customer?.email,
  firstName: customer?.firstname,
  lastName: customer?.lastname,
  locale: customer?.locale,
})
