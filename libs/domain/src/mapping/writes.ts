import { type Beside, type Occurrence, occurrencesOf, type TriggerName } from '../occurrences.js'
import type { Order, Seller } from '../order.js'
import type { MarketplaceRules } from '../rules.js'
import { contactFieldsOf, type ContactFieldValues } from './contact-fields.js'
import { insightKey, orderRecordOf, type ProjectedOrder } from './order-record.js'
import type { PurchaseHistory } from './purchase-history.js'
import type { InsightJson } from './record-fields.js'
import { ratesOf, type Tally } from './seller-rates.js'
import { sellerRecordOf } from './seller-record.js'

/**
 * The mapping: what the projection becomes in Dotdigital under a configuration. It asks nobody and knows no time, so the
 * same projection always gives the same writes; whoever publishes and whoever previews take them from here.
 */
export interface RecordWrite {
  /** Under which the record stands in its collection. */
  readonly key: string
  readonly json: InsightJson
}

/** The data fields of a contact, of all that whoever it stands for ever ordered. */
export const contactWrite = (history: PurchaseHistory): { readonly fields: ContactFieldValues } => ({
  fields: contactFieldsOf(history),
})

/** The record of an order, under the rules of its marketplace. */
export const orderWrite = (projected: ProjectedOrder, rules: MarketplaceRules): RecordWrite => ({
  key: insightKey(rules.id, projected.order.id),
  json: orderRecordOf(projected, rules),
})

interface ProjectedSeller {
  readonly marketplace: string
  readonly seller: Seller
}

/**
 * The record of a seller.
 *
 * @param tally of its orders since `ratedSince`, for the rates that Mirakl does not grant
 */
export const sellerWrite = ({ marketplace, seller }: ProjectedSeller, tally: Tally): RecordWrite => ({
  key: insightKey(marketplace, seller.id),
  json: sellerRecordOf(marketplace, seller, ratesOf(tally)),
})

/**
 * What has happened to an order by its snapshot, and may be told. An account may serve several marketplaces, whose order ids
 * may be the same, so each subject says where it is from.
 */
export const impliedBy = (
  order: Order,
  marketplace: string,
  beside: Beside = {},
): readonly (Occurrence & { readonly trigger: TriggerName })[] =>
  occurrencesOf(order, beside).map((occurrence) => ({ ...occurrence, subject: `${marketplace}:${occurrence.subject}` }))
