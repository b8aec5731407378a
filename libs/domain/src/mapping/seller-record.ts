import type { Decimal } from '../decimal.js'
import type { Seller } from '../order.js'
import { date, type InsightJson, number, recordOf, type RecordFields, text, truth } from './record-fields.js'
import { type ComputedRate, computedRates, type SellerRates } from './seller-rates.js'

interface Seen {
  readonly marketplace: string
  readonly seller: Seller
  readonly computed: SellerRates
}

const lastThreeMonths = 'of the last three months, 0 to 1'

/** What Mirakl grants wins over what is computed. */
const rate = (name: ComputedRate, meaning: string) =>
  number<Seen>([`${meaning}, ${lastThreeMonths}`, 'S21, or computed from orders'], (seen) => rateOf(name, seen))

const rateOf = (name: ComputedRate, { seller, computed }: Seen): Decimal | undefined => seller[name] ?? computed[name]

/** The fields of a seller's record. */
export const sellerFields: RecordFields<Seen> = {
  id: text(['Mirakl’s id of the shop; the record’s key is `<marketplace>-<id>`', 'shop_id'], ({ seller }) => seller.id),
  marketplace: text(['The marketplace’s name in `concord.yaml`', 'configuration'], ({ marketplace }) => marketplace),
  name: text(['Name of the shop', 'shop_name'], ({ seller }) => seller.name),
  state: text(['OPEN, CLOSE, SUSPENDED, TERMINATED', 'shop_state'], ({ seller }) => seller.state),
  isPremium: truth(['Marked as premium', 'premium'], ({ seller }) => seller.isPremium),
  isProfessional: truth(['A business', 'is_professional'], ({ seller }) => seller.isProfessional),
  channels: text(['Codes of its channels, by comma', 'channels'], ({ seller }) => seller.channels.join(',')),
  currency: text(['What it sells in', 'currency_iso_code'], ({ seller }) => seller.currency),
  country: text(['Where it is', 'shipping_country'], ({ seller }) => seller.country),
  grade: number(['0 to 5; missing while nobody has rated it', 'grade'], ({ seller }) => seller.grade),
  evaluations: number(['How many ratings', 'evaluations_count'], ({ seller }) => seller.evaluations),
  orders: number(['Orders it received', 'orders_count'], ({ seller }) => seller.orders),
  offers: number(['Offers it has', 'offers_count'], ({ seller }) => seller.offers),
  approvalRate: number(['Share of orders it accepts, 0 to 1', 'approval_rate'], ({ seller }) => seller.approvalRate),
  approvalDelaySeconds: number(
    ['How long it takes to accept', 'approval_delay'],
    ({ seller }) => seller.approvalDelaySeconds,
  ),
  messageResponseDelaySeconds: number(
    ['How long it takes to answer', 'order_messages_response_delay'],
    ({ seller }) => seller.messageResponseDelaySeconds,
  ),
  recentApprovalRate: rate('recentApprovalRate', 'Share of lines it accepted'),
  incidentRate: rate('incidentRate', 'Share of accepted lines with an incident'),
  refundRate: rate('refundRate', 'Share of accepted lines with a refund'),
  cancelationRate: rate('cancelationRate', 'Share of accepted lines with a cancelation'),
  returnRate: number(
    [`Share of returnable lines that were returned, ${lastThreeMonths}`, 'S21'],
    ({ seller }) => seller.returnRate,
  ),
  lateShipmentRate: rate('lateShipmentRate', 'Share of orders shipped after their deadline'),
  computedRates: text(
    ['Which of these rates Concord computed from orders, by comma; Mirakl told the others', 'Concord'],
    (seen) =>
      computedRates.filter((name) => seen.seller[name] === undefined && rateOf(name, seen) !== undefined).join(','),
  ),
  createdDate: date(['When it joined', 'date_created'], ({ seller }) => seller.createdAt),
  updatedDate: date(['When its data last changed', 'last_updated_date'], ({ seller }) => seller.updatedAt),
}

/**
 * The record of a seller in the account-scoped `Sellers` collection: who it is and how it performs.
 *
 * @param computed rates from its orders, for where Mirakl grants none
 */
export const sellerRecordOf = (marketplace: string, seller: Seller, computed: SellerRates = {}): InsightJson =>
  recordOf(sellerFields, { marketplace, seller, computed })
