import type { WireObject } from '@concord/sandbox-mirakl'
import { toWire, toWireOrNull } from './clock.js'
import { hasReached, type LineStanding, type RefundStanding, type Standing } from './lifecycle.js'
import { shareOf, taxOn, toAmount, type TaxMode } from './money.js'
import type { Item, OrderPlan } from './plan.js'
import { hashOf, uuidOf } from './random.js'
import { places } from './words.js'

/** A line with all that its amounts follow from. */
export interface LineView {
  readonly plan: OrderPlan
  readonly index: number
  readonly item: Item
  readonly standing: LineStanding
  readonly priceCents: number
  readonly shippingCents: number
  readonly taxMode: TaxMode
}

const commissionRate = 0.12
const commissionVat = 0.2

/** Canceled items are no longer part of price and shipping; refused and refunded ones are. */
export const lineViews = (plan: OrderPlan, { lines }: Standing): readonly LineView[] =>
  lines.flatMap((standing, index) => {
    const item = plan.items[index]
    if (item === undefined) return []
    const priceCents = item.unitCents * standing.quantity
    const shippingCents = standing.quantity === 0 ? 0 : item.shippingCents
    return [{ plan, index, item, standing, priceCents, shippingCents, taxMode: taxModeOf(plan) }]
  })

/** Businesses buy without taxes. */
export const taxModeOf = ({ customer }: OrderPlan): TaxMode =>
  customer.company === undefined ? 'TAX_INCLUDED' : 'TAX_EXCLUDED'

export const vatRateOf = ({ customer }: OrderPlan): number => places[customer.person.country].vatRate

/** Some storefronts number their lines, others give each a UUID. */
export const lineIdOf = ({ orderId }: OrderPlan, index: number): string =>
  hashOf(orderId) % 6 === 0 ? uuidOf(`${orderId} line ${index}`) : `${orderId}-${index + 1}`

export const commissionOf = ({ priceCents, shippingCents }: LineView): { fee: number; vat: number } => {
  const fee = shareOf(priceCents + shippingCents, commissionRate)
  return { fee, vat: shareOf(fee, commissionVat) }
}

export const taxesOf = (view: LineView, cents: number): readonly WireObject[] => {
  const rate = vatRateOf(view.plan)
  return [{ code: 'VAT', rate, amount: toAmount(taxOn(cents, rate, view.taxMode)) }]
}

export const wireLine = (view: LineView, debitedAt: number | undefined): WireObject => {
  const { plan, index, standing } = view
  return {
    order_line_id: lineIdOf(plan, index),
    order_line_index: index + 1,
    order_line_state: standing.state,
    order_line_state_reason_code: standing.incidentReason ?? null,
    order_line_state_reason_label: standing.incidentReason === undefined ? null : 'Item not received',
    created_date: toWire(plan.createdAt),
    last_updated_date: toWire(standing.updatedAt),
    debited_date: toWireOrNull(debitedAt),
    shipped_date: toWireOrNull(standing.shippedAt),
    received_date: toWireOrNull(standing.receivedAt),
    can_open_incident: hasReached(standing.state, 'SHIPPING') && standing.state !== 'CLOSED',
    can_refund: hasReached(standing.state, 'SHIPPING') && standing.state !== 'CLOSED',
    tax_recalculation_required: false,
    tax_legal_notice: null,
    ...article(view),
    ...amounts(view),
    cancelations: standing.cancelations.map((_, each) => cancelation(view, each)),
    refunds: standing.refunds.map((each, number) => refund(view, each, number)),
  }
}

const article = ({ plan, item }: LineView): WireObject => {
  const { product } = item
  const offerSku = `${plan.seller.id}-${product.sku.slice(-4)}`
  const media = (type: string) => ({
    media_url: `/media/product/image/${uuidOf(`${product.sku} ${type}`)}`,
    mime_type: 'JPEG',
    type,
  })
  return {
    offer_id: hashOf(offerSku) % 1_000_000,
    offer_sku: offerSku,
    offer_state_code: '11',
    product_sku: product.sku,
    product_shop_sku: null,
    product_title: product.title,
    product_medias: ['MEDIUM', 'LARGE', 'SMALL'].map(media),
    category_code: product.categoryCode,
    category_label: product.category,
    description: null,
    order_line_additional_fields:
      product.categoryCode === '5140422' ? [{ code: 'warranty-months', type: 'NUMERIC', value: '24' }] : [],
    promotions: [],
    eco_contributions: [],
    fees: [],
  }
}

const amounts = (view: LineView): WireObject => {
  const { item, standing, priceCents, shippingCents } = view
  const { fee, vat } = commissionOf(view)
  return {
    quantity: standing.quantity,
    price: toAmount(priceCents),
    price_unit: toAmount(item.unitCents),
    origin_unit_price: toAmount(item.unitCents),
    price_additional_info: null,
    shipping_price: toAmount(shippingCents),
    total_price: toAmount(priceCents + shippingCents),
    taxes: taxesOf(view, priceCents).map((tax) => ({ ...tax, tax_calculation_rule: 'PROPORTIONAL_TO_AMOUNT' })),
    shipping_taxes: taxesOf(view, shippingCents).map((tax) => ({
      ...tax,
      tax_calculation_rule: 'PROPORTIONAL_TO_AMOUNT',
    })),
    commission_fee: toAmount(fee),
    commission_vat: toAmount(vat),
    commission_rate_vat: commissionVat * 100,
    commission_taxes: [{ code: 'TAXDEFAULT', rate: commissionVat * 100, amount: toAmount(vat) }],
    total_commission: toAmount(fee + vat),
  }
}

/** Shipping is canceled with the last item. */
const cancelation = (view: LineView, index: number): WireObject => {
  const { plan, item, standing } = view
  const isLast = index === standing.cancelations.length - 1
  const { at, quantity } = standing.cancelations[index] ?? { at: 0, quantity: 0 }
  const shipping = isLast && standing.quantity === 0 ? item.shippingCents : 0
  return {
    id: String(hashOf(`${plan.orderId} ${view.index} canceled ${index}`) % 1_000_000),
    created_date: toWire(at),
    reason_code: '34',
    quantity,
    ...moneyBack(view, item.unitCents * quantity, shipping),
  }
}

const refund = (view: LineView, { at, share, state, paidAt }: RefundStanding, index: number): WireObject => {
  const { plan, priceCents, shippingCents, standing } = view
  return {
    id: String(1_000_000 + (hashOf(`${plan.orderId} ${view.index} refunded ${index}`) % 1_000_000)),
    order_refund_id: refundGroupOf(plan, at),
    created_date: toWire(at),
    refund_state: state,
    state: state === 'WAITING_REFUND_TAX_CONFIRMATION' ? 'WAITING_REFUND' : state,
    reason_code: '19',
    quantity: share === 1 ? standing.quantity : 0,
    transaction_date: toWireOrNull(paidAt),
    transaction_number: paidAt === undefined ? null : `RF-${plan.orderId}-${index + 1}`,
    commission_tax_amount: 0,
    ...moneyBack(view, shareOf(priceCents, share), share === 1 ? shippingCents : 0),
  }
}

/** Refunds of one instant are one refund to the customer. */
export const refundGroupOf = ({ orderId }: OrderPlan, at: number): string => uuidOf(`${orderId} refunded ${at}`)

const moneyBack = (view: LineView, cents: number, shippingCents: number): WireObject => {
  const commission = shareOf(cents + shippingCents, commissionRate)
  return {
    amount: toAmount(cents),
    shipping_amount: toAmount(shippingCents),
    taxes: taxesOf(view, cents),
    shipping_taxes: taxesOf(view, shippingCents),
    fees: [],
    commission_amount: toAmount(commission),
    commission_taxes: [],
    commission_total_amount: toAmount(commission),
  }
}
