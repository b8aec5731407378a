import type { Decimal } from './decimal.js'

/** An instant as ISO 8601 in UTC with milliseconds, so that text order is time order. */
export type Instant = string

/** Who could see the order when it was read: an operator view carries e-mail and shop, a seller view neither. */
export type View = 'operator' | 'seller'

/**
 * A Mirakl order (OR11) in Concord's words: what any part of Concord relies on, and nothing sensitive beyond it.
 *
 * States and other enum values stay the vendor's strings, since new ones may appear at any time.
 */
export interface Order {
  readonly id: string
  readonly commercialId: string
  readonly view: View
  readonly state: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly acceptedAt?: Instant | undefined
  readonly debitedAt?: Instant | undefined
  readonly shippingDeadlineAt?: Instant | undefined
  readonly channel?: { readonly code: string; readonly label: string } | undefined
  readonly currency: string
  readonly taxMode: string
  /** Articles, without shipping. */
  readonly price: Decimal
  readonly shippingPrice: Decimal
  /** Reduced by cancelations, but neither by refused lines nor by refunds. */
  readonly totalPrice: Decimal
  /** Undefined where the view does not say. */
  readonly hasIncident?: boolean | undefined
  readonly isFullyRefunded?: boolean | undefined
  readonly customer: Customer
  readonly shop?: { readonly id: string; readonly name: string } | undefined
  readonly shipping: Shipping
  readonly lines: readonly OrderLine[]
  readonly additionalFields: AdditionalFields
}

/** The buyer only: accounting and delivery contacts are never addressed, so they are dropped at the door. */
export interface Customer {
  readonly id?: string | undefined
  readonly email?: string | undefined
  readonly firstName?: string | undefined
  readonly lastName?: string | undefined
  /** Like `fr_FR`. */
  readonly locale?: string | undefined
}

export interface Shipping {
  readonly typeCode?: string | undefined
  readonly carrier?: string | undefined
  readonly tracking?: string | undefined
  readonly trackingUrl?: string | undefined
}

export interface OrderLine {
  readonly id: string
  readonly state: string
  readonly quantity: number
  /** Articles of the line, without shipping. */
  readonly price: Decimal
  readonly shippingPrice: Decimal
  readonly totalPrice: Decimal
  /** Taxes on articles and shipping together; part of the price only where the order's tax mode is TAX_INCLUDED. */
  readonly taxes: Decimal
  readonly productSku: string
  readonly offerSku?: string | undefined
  readonly title: string
  readonly category?: string | undefined
  /** May be relative to the marketplace's address. */
  readonly mediaUrl?: string | undefined
  readonly shippedAt?: Instant | undefined
  readonly receivedAt?: Instant | undefined
  readonly refunds: readonly Refund[]
  readonly cancelations: readonly Cancelation[]
}

export interface Refund {
  readonly id: string
  /** The refund group (`order_refund_id`): what a customer perceives as one refund. */
  readonly groupId?: string | undefined
  readonly state: string
  readonly createdAt: Instant
  /** Amount, shipping and, in TAX_EXCLUDED, taxes: what the customer gets back. */
  readonly total: Decimal
}

export interface Cancelation {
  readonly id: string
  readonly createdAt: Instant
  readonly total: Decimal
}

/** Operator-defined fields by code; every value is text but for lists. */
export type AdditionalFields = Readonly<Record<string, string | readonly string[]>>

/** A Mirakl return (RT11). Not a refund: money only moves by refunds. */
export interface Return {
  readonly id: string
  readonly orderId: string
  readonly state: string
  readonly createdAt: Instant
  readonly updatedAt: Instant
  readonly reasonCode?: string | undefined
  readonly lines: readonly { readonly orderLineId: string; readonly quantity: number }[]
}

/**
 * A Mirakl shop (S20), with its rates of the last three months where Mirakl grants them (S21), without bank, tax, identity
 * and contact data, which are dropped at the door.
 */
export interface Seller {
  readonly id: string
  readonly name: string
  /** OPEN, CLOSE, SUSPENDED, TERMINATED or whatever may come. */
  readonly state: string
  readonly updatedAt: Instant
  readonly createdAt?: Instant | undefined
  readonly isPremium?: boolean | undefined
  readonly isProfessional?: boolean | undefined
  readonly channels: readonly string[]
  readonly currency?: string | undefined
  readonly country?: string | undefined
  /** 0 to 5; undefined while nobody has rated the shop. */
  readonly grade?: Decimal | undefined
  readonly evaluations?: number | undefined
  readonly orders?: number | undefined
  readonly offers?: number | undefined
  /** A share between 0 and 1. */
  readonly approvalRate?: Decimal | undefined
  readonly approvalDelaySeconds?: number | undefined
  readonly messageResponseDelaySeconds?: number | undefined
  /**
   * Shares between 0 and 1 over the last three months, by Mirakl's definitions: a month is too short to judge a small
   * seller by, half a year too long for a program to react. Undefined where Mirakl does not grant S21, or nothing happened.
   */
  readonly recentApprovalRate?: Decimal | undefined
  readonly incidentRate?: Decimal | undefined
  readonly refundRate?: Decimal | undefined
  readonly cancelationRate?: Decimal | undefined
  readonly returnRate?: Decimal | undefined
  readonly lateShipmentRate?: Decimal | undefined
}
