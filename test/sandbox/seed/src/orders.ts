import type { WireObject } from '@concord/sandbox-mirakl'
import { day, toWire, toWireOrNull } from './clock.js'
import { hasReached, type Standing } from './lifecycle.js'
import { taxOn, toAmount, total } from './money.js'
import { wireCustomer } from './order-customer.js'
import { commissionOf, lineViews, refundGroupOf, taxModeOf, vatRateOf, wireLine, type LineView } from './order-lines.js'
import type { OrderPlan } from './plan.js'
import { hashOf } from './random.js'
import { places } from './words.js'

export const channelLabels: Readonly<Record<string, string>> = { UK: 'Website UK', FR: 'Site FR', DE: 'Webshop DE' }

/** An order as OR11 gives it to an operator. */
export const wireOrder = (plan: OrderPlan, standing: Standing): WireObject => {
  const views = lineViews(plan, standing)
  return {
    order_id: plan.orderId,
    commercial_id: plan.commercialId,
    order_state: standing.state,
    order_state_reason_code: null,
    order_state_reason_label: null,
    ...dates(plan, standing),
    channel: plan.channel === null ? null : { code: plan.channel, label: channelLabels[plan.channel] ?? plan.channel },
    ...amounts(plan, views),
    ...payment(plan, standing),
    ...flags(standing),
    ...shipping(plan, standing),
    shop_id: plan.seller.id,
    shop_name: plan.seller.name,
    customer: wireCustomer(plan, standing),
    order_additional_fields: plan.fields,
    order_lines: views.map((view) => wireLine(view, debitedAt(plan, standing))),
  }
}

const isOnAccount = ({ customer }: OrderPlan): boolean => customer.company !== undefined

/** Businesses pay long after the order was shipped. */
const debitedAt = (plan: OrderPlan, standing: Standing): number | undefined =>
  isOnAccount(plan) ? undefined : standing.debitedAt

/** No decision date where the order was accepted automatically. */
const dates = (plan: OrderPlan, standing: Standing): WireObject => {
  const deadline = new Date(plan.createdAt + 3 * day).toISOString().slice(0, 10)
  const isAutomatic = hashOf(plan.orderId) % 7 === 0
  return {
    created_date: toWire(plan.createdAt),
    last_updated_date: toWire(standing.updatedAt),
    acceptance_decision_date: isAutomatic ? null : toWireOrNull(standing.acceptedAt),
    customer_debited_date: toWireOrNull(debitedAt(plan, standing)),
    shipping_deadline: standing.acceptedAt === undefined ? null : `${deadline}T23:59:59.999Z`,
    delivery_date:
      standing.acceptedAt === undefined
        ? null
        : { earliest: toWire(plan.createdAt + 3 * day), latest: toWire(plan.createdAt + 6 * day) },
    transaction_date: toWireOrNull(debitedAt(plan, standing)),
  }
}

const amounts = (plan: OrderPlan, views: readonly LineView[]): WireObject => {
  const price = total(views.map(({ priceCents }) => priceCents))
  const shippingPrice = total(views.map(({ shippingCents }) => shippingCents))
  const commission = total(views.map(commissionOf).map(({ fee, vat }) => fee + vat))
  return {
    currency_iso_code: plan.marketplace === 'south' ? 'EUR' : places[plan.customer.person.country].currency,
    price: toAmount(price),
    shipping_price: toAmount(shippingPrice),
    total_price: toAmount(price + shippingPrice),
    total_commission: toAmount(commission),
    order_tax_mode: taxModeOf(plan),
    order_taxes: isOnAccount(plan) ? orderTaxes(plan, views) : null,
    order_refunds: orderRefunds(plan, views),
    promotions: { applied_promotions: [], total_deduced_amount: 0 },
    discount_campaigns: [],
  }
}

const orderTaxes = (plan: OrderPlan, views: readonly LineView[]): readonly WireObject[] => {
  const rate = vatRateOf(plan)
  const taxes = views.flatMap((view) =>
    [view.priceCents, view.shippingCents].map((cents) => taxOn(cents, rate, view.taxMode)),
  )
  return [{ code: 'VAT', rate, total_amount: toAmount(total(taxes)) }]
}

const orderRefunds = (plan: OrderPlan, views: readonly LineView[]): readonly WireObject[] | null => {
  const groups = new Set(views.flatMap((view) => view.standing.refunds.map(({ at }) => refundGroupOf(plan, at))))
  return groups.size === 0 ? null : [...groups].map((id) => ({ order_refund_id: id, taxes: [] }))
}

const payment = (plan: OrderPlan, standing: Standing): WireObject => {
  const type = isOnAccount(plan) ? 'INVOICE' : 'CARD'
  return {
    payment_type: type,
    paymentType: type,
    payment_workflow: isOnAccount(plan) ? 'PAY_ON_DUE_DATE' : 'PAY_ON_ACCEPTANCE',
    pay_out_psp_code: 'NOT_SPECIFIED',
    transaction_number: debitedAt(plan, standing) === undefined ? null : `TR-${plan.commercialId}`,
    imprint_number: null,
    customer_directly_pays_seller: false,
    quote_id: null,
    references: null,
    fulfillment: { center: { code: 'DEFAULT' } },
    invoice_details: isOnAccount(plan) ? { payment_terms: { days: 30, type: 'NET' } } : null,
  }
}

const flags = ({ state, lines }: Standing): WireObject => {
  const active = lines.filter(({ state: each }) => each !== 'REFUSED' && each !== 'CANCELED')
  return {
    can_cancel: ['WAITING_ACCEPTANCE', 'WAITING_DEBIT', 'WAITING_DEBIT_PAYMENT', 'SHIPPING'].includes(state),
    can_shop_ship: state === 'SHIPPING',
    can_evaluate: hasReached(state, 'SHIPPED'),
    has_incident: lines.some(({ incidentReason }) => incidentReason !== undefined),
    has_customer_message: false,
    has_invoice: hasReached(state, 'RECEIVED'),
    fully_refunded: active.length > 0 && active.every(({ refunds }) => refunds.some(({ share }) => share === 1)),
    commissionable: true,
    waiting_tax_confirmation: false,
    waiting_funding_confirmation: false,
    leadtime_to_ship: 2,
  }
}

/** A carrier is known once the parcel is handed over. */
const shipping = (plan: OrderPlan, { lines }: Standing): WireObject => {
  const isSent = lines.some(({ shippedAt }) => shippedAt !== undefined)
  const tracking = `1Z${hashOf(plan.orderId)}`
  return {
    shipping_type_code: 'STD',
    shipping_type_label: 'Standard',
    shipping_type_standard_code: 'CU_ADD-STD',
    shipping_zone_code: plan.customer.person.country,
    shipping_zone_label: places[plan.customer.person.country].country,
    shipping_company: isSent ? 'UPS' : null,
    shipping_carrier_code: isSent ? 'UPS' : null,
    shipping_carrier_standard_code: isSent ? 'ups' : null,
    shipping_tracking: isSent ? tracking : null,
    shipping_tracking_url: isSent ? `https://tracking.example.com/${tracking}` : null,
    shipping_pudo_id: null,
  }
}
