import { sum, type Cancelation, type Decimal, type OrderLine, type Refund } from '@concord/domain'
import type { z } from 'zod'
import { amount, amountOrZero, count, id, instant, lenient, list, listOrEmpty, shape, text } from './wire.js'

const Taxes = listOrEmpty(shape({ amount: amountOrZero }))

const money = { amount: amountOrZero, shipping_amount: amountOrZero, taxes: Taxes, shipping_taxes: Taxes }

const CancelationShape = shape({ id, created_date: instant, ...money })

/** `state` is the deprecated name of `refund_state`; the seller's documented example carries only the old one. */
const RefundShape = shape({
  id,
  order_refund_id: lenient(id),
  refund_state: lenient(text),
  state: lenient(text),
  created_date: instant,
  ...money,
}).refine(({ refund_state, state }) => (refund_state ?? state) !== undefined, {
  path: ['refund_state'],
  message: 'expected a text, got nothing',
})

export const OrderLineShape = shape({
  order_line_id: id,
  order_line_state: text,
  quantity: count,
  price: amount,
  shipping_price: amount,
  total_price: amount,
  taxes: Taxes,
  shipping_taxes: Taxes,
  product_sku: lenient(id),
  offer_sku: lenient(id),
  product_title: lenient(text),
  category_label: lenient(text),
  product_medias: lenient(list(shape({ media_url: text, type: lenient(text) }))),
  shipped_date: lenient(instant),
  received_date: lenient(instant),
  refunds: listOrEmpty(RefundShape),
  cancelations: listOrEmpty(CancelationShape),
})

type WireLine = z.output<typeof OrderLineShape>
type WireMoney = z.output<typeof CancelationShape>

export const toOrderLine = (wire: WireLine, taxMode: string): OrderLine => ({
  id: wire.order_line_id,
  state: wire.order_line_state,
  quantity: wire.quantity,
  price: wire.price,
  shippingPrice: wire.shipping_price,
  totalPrice: wire.total_price,
  taxes: sum([...wire.taxes, ...wire.shipping_taxes].map((tax) => tax.amount)),
  productSku: wire.product_sku ?? '',
  offerSku: wire.offer_sku,
  title: wire.product_title ?? '',
  category: wire.category_label,
  mediaUrl: largest(wire.product_medias ?? []),
  shippedAt: wire.shipped_date,
  receivedAt: wire.received_date,
  refunds: wire.refunds.map((refund) => toRefund(refund, taxMode)),
  cancelations: wire.cancelations.map((cancelation) => toCancelation(cancelation, taxMode)),
})

const toRefund = (wire: z.output<typeof RefundShape>, taxMode: string): Refund => ({
  id: wire.id,
  groupId: wire.order_refund_id,
  state: wire.refund_state ?? wire.state ?? '',
  createdAt: wire.created_date,
  total: totalOf(wire, taxMode),
})

const toCancelation = (wire: WireMoney, taxMode: string): Cancelation => ({
  id: wire.id,
  createdAt: wire.created_date,
  total: totalOf(wire, taxMode),
})

/**
 * What goes back to the customer: amount and shipping, and in TAX_EXCLUDED the taxes on both, since amounts then leave
 * them out (PA02; arithmetic of the documented OR11 example). Customer fees are not part of it.
 */
const totalOf = (wire: WireMoney | z.output<typeof RefundShape>, taxMode: string): Decimal => {
  const taxes = taxMode === 'TAX_EXCLUDED' ? [...wire.taxes, ...wire.shipping_taxes].map((tax) => tax.amount) : []
  return sum([wire.amount, wire.shipping_amount, ...taxes])
}

/** The sizes Mirakl names are LARGE, MEDIUM and SMALL, in no order. */
const largest = (medias: readonly { media_url: string; type?: string | undefined }[]): string | undefined =>
  (medias.find(({ type }) => type === 'LARGE') ?? medias[0])?.media_url
