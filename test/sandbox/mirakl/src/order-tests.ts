import { instantOf, listOf, asObject, objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

/** Whether an order is asked for. */
export type OrderTest = (order: WireObject) => boolean

/** Every order where nothing is wanted in particular. */
export const isOneOf =
  (wanted: ReadonlySet<string> | undefined, key: (order: WireObject) => string): OrderTest =>
  (order) =>
    wanted?.has(key(order)) ?? true

/** Likewise, where an order has several. */
export const hasOneOf =
  (wanted: ReadonlySet<string> | undefined, keys: (order: WireObject) => readonly string[]): OrderTest =>
  (order) =>
    wanted === undefined || keys(order).some((key) => wanted.has(key))

/** Both bounds, in milliseconds since 1970, belong to it. */
export interface Interval {
  readonly from: number | undefined
  readonly to: number | undefined
}

/** An order without a readable date is in every window, so that a damaged one is found and not overlooked. */
export const within =
  (key: string, { from = -Infinity, to = Infinity }: Interval): OrderTest =>
  (order) =>
    !(instantOf(order, key) < from) && !(instantOf(order, key) > to)

export const hasRefundWithin =
  ({ from = -Infinity, to = Infinity }: Interval): OrderTest =>
  (order) =>
    refundsOf(order).some(
      (refund) => instantOf(refund, 'created_date') >= from && instantOf(refund, 'created_date') <= to,
    )

/** What is false, or not asked, leaves every order in. */
export const whereTrue =
  (asked: boolean | undefined, isSo: OrderTest): OrderTest =>
  (order) =>
    asked !== true || isSo(order)

/** False is asked for too. */
export const whereEither =
  (asked: boolean | undefined, isSo: OrderTest): OrderTest =>
  (order) =>
    asked === undefined || isSo(order) === asked

/** Where only orders without a channel are wanted, no code counts. */
export const ofChannel = (codes: ReadonlySet<string> | undefined, isNullOnly: boolean | undefined): OrderTest =>
  isNullOnly === true ? (order) => channelOf(order) === '' : isOneOf(codes, channelOf)

const channelOf = (order: WireObject): string => textOf(objectOf(order, 'channel'), 'code')

export const linesOf = (order: WireObject): readonly WireObject[] => listOf(order, 'order_lines').map(asObject)

const refundsOf = (order: WireObject): readonly WireObject[] =>
  linesOf(order).flatMap((line) => listOf(line, 'refunds').map(asObject))

export const refundStatesOf = (order: WireObject): readonly string[] =>
  refundsOf(order).map((refund) => textOf(refund, 'refund_state'))

export const centerOf = (order: WireObject): string =>
  textOf(objectOf(objectOf(order, 'fulfillment'), 'center'), 'code')

export const isTaxRecalculationRequired: OrderTest = (order) =>
  linesOf(order).some((line) => line['tax_recalculation_required'] === true)

/** By the documents; the deprecated two are taken as well. */
export const orderStates: readonly string[] = [
  ...['STAGING', 'WAITING_ACCEPTANCE', 'WAITING_DEBIT', 'WAITING_DEBIT_PAYMENT', 'SHIPPING', 'SHIPPED', 'TO_COLLECT'],
  ...['RECEIVED', 'CLOSED', 'REFUSED', 'CANCELED', 'WAITING_REFUND', 'WAITING_REFUND_PAYMENT'],
]

export const refundStates: readonly string[] = [
  'WAITING_REFUND_TAX_CONFIRMATION',
  'WAITING_REFUND',
  'WAITING_REFUND_PAYMENT',
  'REFUNDED',
]
