import { cents } from '../acts/amounts.js'
import { linesOf } from '../order-tests.js'
import { inTaxMode } from '../tax-mode.js'
import { asObject, instantOf, listOf, numberOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'

/** What had become of an order line by some instant, in the words of Mirakl's definitions. */
export interface SeenLine {
  readonly isSubmitted: boolean
  readonly isAccepted: boolean
  readonly isRefused: boolean
  readonly isAutoRefused: boolean
  readonly isCanceled: boolean
  readonly isInIncident: boolean
  readonly isRefunded: boolean
  readonly isReturned: boolean
  /** Only what was sent can come back. */
  readonly isReturnable: boolean
  /** In cents, taxes included. */
  readonly price: number
  readonly total: number
}

/** And of an order; instants in milliseconds since 1970, undefined for what had not happened. */
export interface SeenOrder {
  readonly createdAt: number
  /** By a person; nobody decides what is accepted automatically. */
  readonly acceptedAt: number | undefined
  readonly awaitedAt: number
  readonly shippedAt: number | undefined
  readonly isLate: boolean
  readonly isDebited: boolean
  readonly isAccepted: boolean
  readonly isRefused: boolean
  readonly lines: readonly SeenLine[]
}

/** What an order does not tell of its own lines, by their ids. */
export interface Claims {
  readonly incidents: ReadonlySet<string>
  readonly returns: ReadonlySet<string>
}

/** An order as it was at `asOf`, told from its dates: what came later is not seen. */
export const seenAt = (order: WireObject, asOf: number, claims: Claims): SeenOrder => {
  const by = (object: WireObject, key: string): number | undefined => {
    const at = instantOf(object, key)
    return at <= asOf ? at : undefined
  }
  const lines = linesOf(inTaxMode(order, 'TAX_INCLUDED')).map((line) => seenLine(order, line, { asOf, claims }))
  const createdAt = instantOf(order, 'created_date')
  const acceptedAt = by(order, 'acceptance_decision_date')
  const debitedAt = by(order, 'customer_debited_date')
  const shippedAt = shippedBy(order, asOf)
  const isAccepted = lines.some((line) => line.isAccepted)
  return {
    createdAt,
    acceptedAt,
    shippedAt,
    awaitedAt: Math.max(acceptedAt ?? createdAt, isBefore(debitedAt, shippedAt) ? debitedAt : -Infinity),
    isLate: shippedAt !== undefined && shippedAt > instantOf(order, 'shipping_deadline'),
    isDebited: debitedAt !== undefined || (isAccepted && textOf(order, 'payment_workflow') === 'PAY_ON_DELIVERY'),
    isAccepted,
    isRefused: !isAccepted && lines.some((line) => line.isRefused),
    lines,
  }
}

const isBefore = (left: number | undefined, right: number | undefined): left is number =>
  left !== undefined && (right === undefined || left < right)

/** When the last of its lines left, if all that are left did. */
const shippedBy = (order: WireObject, asOf: number): number | undefined => {
  const active = linesOf(order).filter((line) => !['REFUSED', 'CANCELED'].includes(textOf(line, 'order_line_state')))
  const latest = Math.max(...active.map((line) => instantOf(line, 'shipped_date')))
  return active.length > 0 && latest <= asOf ? latest : undefined
}

interface Look {
  readonly asOf: number
  readonly claims: Claims
}

const seenLine = (order: WireObject, line: WireObject, { asOf, claims }: Look): SeenLine => {
  const id = textOf(line, 'order_line_id')
  const hasBy = (key: string): boolean =>
    listOf(line, key).some((each) => instantOf(asObject(each), 'created_date') <= asOf)
  const { isSubmitted, isAccepted, isRefused } = decisionOn(order, line, asOf)
  return {
    isSubmitted,
    isAccepted,
    isRefused,
    isAutoRefused: isRefused && textOf(line, 'order_line_state_reason_code') === 'ACCEPTANCE_TIMEOUT',
    isCanceled: isAccepted && hasBy('cancelations'),
    isInIncident: isAccepted && claims.incidents.has(id),
    isRefunded: isAccepted && hasBy('refunds'),
    isReturned: isAccepted && claims.returns.has(id),
    isReturnable: instantOf(line, 'shipped_date') <= asOf,
    price: cents(numberOf(line, 'price')),
    total: cents(numberOf(line, 'total_price')),
  }
}

/** A line that was canceled before anybody accepted it has neither been accepted nor refused. */
const decisionOn = (order: WireObject, line: WireObject, asOf: number) => {
  const state = textOf(line, 'order_line_state')
  const hasDeadline = textOf(order, 'acceptance_decision_date') !== '' || textOf(order, 'shipping_deadline') !== ''
  const decided = [instantOf(order, 'acceptance_decision_date'), fallbackOf(order, line, state)]
  const isDecided = (decided.find((at) => !Number.isNaN(at)) ?? 0) <= asOf
  const isRefused = isDecided && state === 'REFUSED'
  const isOpen = ['STAGING', 'WAITING_ACCEPTANCE', 'REFUSED'].includes(state) || (state === 'CANCELED' && !hasDeadline)
  const isAccepted = isDecided && !isOpen
  return {
    isSubmitted: isAccepted || isRefused || (state !== 'STAGING' && state !== 'CANCELED'),
    isAccepted,
    isRefused,
  }
}

/** Where no date of a decision is told: acceptance without a person comes with the order, refusal ends the line. */
const fallbackOf = (order: WireObject, line: WireObject, state: string): number =>
  state === 'REFUSED' ? instantOf(line, 'last_updated_date') : instantOf(order, 'created_date')
