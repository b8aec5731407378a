import type { Seller } from '@concord/domain'
import { z } from 'zod'
import { parseStatistics, type SellerStatistics } from './parse-statistics.js'
import { faultsOf, idIn, type Refused } from './parsed.js'
import { amount, count, id, instant, lenient, listOrEmpty, shape, text, truth } from './wire.js'

/** Bank, tax, identity, contact and KYC data is not named here, and so is dropped at the door. */
const ShopShape = shape({
  shop_id: id,
  shop_name: text,
  shop_state: text,
  last_updated_date: instant,
  date_created: lenient(instant),
  premium: lenient(truth),
  is_professional: lenient(truth),
  channels: lenient(listOrEmpty(text)),
  currency_iso_code: lenient(text),
  shipping_country: lenient(text),
  grade: lenient(amount),
  evaluations_count: lenient(count),
  orders_count: lenient(count),
  offers_count: lenient(count),
  approval_rate: lenient(amount),
  approval_delay: lenient(count),
  order_messages_response_delay: lenient(count),
  /** Not of S20: the shop's entry of S21, where whoever read both put them together. */
  statistics: z.unknown().optional(),
})

export type ParsedSeller = { readonly ok: true; readonly seller: Seller } | Refused

/** An S20 shop in Concord's words, its S21 entry under `statistics` where it has one, or every fault in it. */
export const parseSeller = (raw: unknown): ParsedSeller => {
  const parsed = ShopShape.safeParse(raw)
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error), id: idIn(raw, 'shop_id') }
  return { ok: true, seller: toSeller(parsed.data) }
}

const toSeller = (wire: z.output<typeof ShopShape>): Seller => ({
  id: wire.shop_id,
  name: wire.shop_name,
  state: wire.shop_state,
  updatedAt: wire.last_updated_date,
  createdAt: wire.date_created,
  isPremium: wire.premium,
  isProfessional: wire.is_professional,
  channels: wire.channels ?? [],
  currency: wire.currency_iso_code,
  country: wire.shipping_country,
  grade: wire.grade,
  evaluations: wire.evaluations_count,
  orders: wire.orders_count,
  offers: wire.offers_count,
  approvalRate: wire.approval_rate,
  approvalDelaySeconds: wire.approval_delay,
  messageResponseDelaySeconds: wire.order_messages_response_delay,
  ...ratesIn(wire.statistics),
})

const period = 'LAST_THREE_MONTHS'

const rates = {
  recentApprovalRate: 'approval_rate',
  incidentRate: 'incident_rate',
  refundRate: 'refund_rate',
  cancelationRate: 'cancelation_rate',
  returnRate: 'return_rate',
  lateShipmentRate: 'late_shipment_rate',
} as const satisfies Partial<Record<keyof Seller, string>>

type Rates = Pick<Seller, keyof typeof rates>

/** Left out where they are not known, so that a shop without S21 stays the content it was. */
const ratesIn = (raw: unknown): Rates => {
  const parsed = parseStatistics(raw)
  const metrics: SellerStatistics['metrics'] = parsed.ok ? parsed.statistics.metrics : {}
  return Object.fromEntries(
    Object.entries(rates).flatMap(([name, metric]) => {
      const value = metrics[metric]?.[period]
      return value === undefined ? [] : [[name, value]]
    }),
  )
}
