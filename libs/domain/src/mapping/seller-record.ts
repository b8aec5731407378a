import { toNumber } from '../decimal.js'
import type { Seller } from '../order.js'
import { compact, type InsightJson } from './order-record.js'

/** The record of a seller in the account-scoped `Sellers` collection: who it is and how it performs. */
export const sellerRecordOf = (marketplace: string, seller: Seller): InsightJson =>
  compact({
    id: seller.id,
    marketplace,
    name: seller.name,
    state: seller.state,
    isPremium: seller.isPremium,
    isProfessional: seller.isProfessional,
    channels: seller.channels.join(','),
    currency: seller.currency,
    country: seller.country,
    grade: numberOf(seller.grade),
    evaluations: seller.evaluations,
    orders: seller.orders,
    offers: seller.offers,
    approvalRate: numberOf(seller.approvalRate),
    approvalDelaySeconds: seller.approvalDelaySeconds,
    messageResponseDelaySeconds: seller.messageResponseDelaySeconds,
    recentApprovalRate: numberOf(seller.recentApprovalRate),
    incidentRate: numberOf(seller.incidentRate),
    refundRate: numberOf(seller.refundRate),
    cancelationRate: numberOf(seller.cancelationRate),
    returnRate: numberOf(seller.returnRate),
    lateShipmentRate: numberOf(seller.lateShipmentRate),
    createdDate: seller.createdAt,
    updatedDate: seller.updatedAt,
  })

const numberOf = (value: Seller['grade']): number | undefined => (value === undefined ? undefined : toNumber(value))
