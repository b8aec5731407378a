import type { View } from './access.js'
import { monthsAfter } from './months.js'
import {
  centerOf,
  hasOneOf,
  isOneOf,
  isTaxRecalculationRequired,
  linesOf,
  ofChannel,
  orderStates,
  refundStates,
  refundStatesOf,
  whereEither,
  whereTrue,
  within,
  type Interval,
  type OrderTest,
} from './order-tests.js'
import { Problem } from './problem.js'
import { csv, csvOf, date, endlessCsv, repeated, truth, type Query } from './query.js'
import { objectOf, textOf } from './wire.js'
import type { WireObject } from './world.js'

const workflows = [
  ...['PAY_ON_ACCEPTANCE', 'PAY_ON_DELIVERY', 'PAY_ON_DUE_DATE', 'PAY_ON_SHIPMENT', 'NO_CUSTOMER_PAYMENT_CONFIRMATION'],
]

/**
 * What OR11 is asked for. What a seller's OR11 lacks is ignored for a seller.
 *
 * @param updateDeltaMs how much earlier than asked the window of updates begins
 * @throws Problem 400
 */
export const testsOf = (query: Query, view: View, updateDeltaMs: number): readonly OrderTest[] => {
  const created: Interval = { from: date(query, 'start_date'), to: date(query, 'end_date') }
  const updated: Interval = { from: date(query, 'start_update_date'), to: date(query, 'end_update_date') }
  const from = updated.from === undefined ? undefined : updated.from - updateDeltaMs
  return [
    within('created_date', created),
    within('last_updated_date', { ...updated, from }),
    ...forEverybody(query),
    ...(view === 'seller' ? forSellers(query) : forOperators(query, { created, updated })),
  ]
}

/** The mode amounts are asked for in; undefined for that of each order. */
export const taxModeOf = (query: Query): string | undefined => wordOf(query, 'order_tax_mode', taxModes)

const taxModes = ['TAX_INCLUDED', 'TAX_EXCLUDED']

const wordOf = (query: Query, name: string, words: readonly string[]): string | undefined => {
  const [word] = query(name)
  if (word !== undefined && !words.includes(word))
    throw new Problem(400, `The parameter ${name} has no value '${word}'`)
  return word
}

const valueOf =
  (key: string) =>
  (order: WireObject): string =>
    textOf(order, key)

const forEverybody = (query: Query): readonly OrderTest[] => {
  const reference = (key: string) => (order: WireObject) => textOf(objectOf(order, 'references'), key)
  const workflow = wordOf(query, 'payment_workflow', workflows)
  return [
    isOneOf(csv(query, 'order_ids'), valueOf('order_id')),
    isOneOf(csv(query, 'order_references_for_customer'), reference('order_reference_for_customer')),
    isOneOf(csv(query, 'order_references_for_seller'), reference('order_reference_for_seller')),
    isOneOf(csvOf(query, 'order_state_codes', orderStates), valueOf('order_state')),
    ofChannel(csv(query, 'channel_codes'), truth(query, 'only_null_channel')),
    isOneOf(repeated(query, 'fulfillment_center_code'), centerOf),
    isOneOf(workflow === undefined ? undefined : new Set([workflow]), valueOf('payment_workflow')),
    whereEither(truth(query, 'has_incident'), (order) => order['has_incident'] === true),
    whereEither(truth(query, 'customer_debited'), (order) => textOf(order, 'customer_debited_date') !== ''),
  ]
}

/** A seller with several shops names one. */
const forSellers = (query: Query): readonly OrderTest[] => [isOneOf(csv(query, 'shop_id'), valueOf('shop_id'))]

interface Windows {
  readonly created: Interval
  readonly updated: Interval
}

const forOperators = (query: Query, windows: Windows): readonly OrderTest[] => {
  const organisations = endlessCsv(query, 'customer_organization_ids')
  const customer = (order: WireObject) => objectOf(order, 'customer')
  return [
    isOneOf(csv(query, 'commercial_ids'), valueOf('commercial_id')),
    isOneOf(csv(query, 'shop_ids'), valueOf('shop_id')),
    isOneOf(csv(query, 'customer_ids'), (order) => textOf(customer(order), 'customer_id')),
    isOneOf(organisations === undefined ? undefined : new Set(organisations), (order) =>
      textOf(objectOf(customer(order), 'organization'), 'organization_id'),
    ),
    hasOneOf(csv(query, 'offer_ids'), (order) => linesOf(order).map((line) => textOf(line, 'offer_id'))),
    hasOneOf(csv(query, 'product_skus'), (order) => linesOf(order).map((line) => textOf(line, 'product_sku'))),
    whereEither(truth(query, 'commissionable'), (order) => order['commissionable'] === true),
    whereTrue(truth(query, 'waiting_tax_confirmation'), (order) => order['waiting_tax_confirmation'] === true),
    whereTrue(truth(query, 'waiting_funding_confirmation'), (order) => order['waiting_funding_confirmation'] === true),
    ...withinAMonth(query, windows),
  ]
}

/** The two filters that Mirakl takes only together with dates that are at most a month apart. */
const withinAMonth = (query: Query, { created, updated }: Windows): readonly OrderTest[] => {
  const refunds = csvOf(query, 'refund_state_codes', refundStates)
  const isRecalculated = truth(query, 'tax_recalculation_required_only')
  if (refunds !== undefined && !isAMonthAtMost(updated))
    throw new Problem(
      400,
      'The parameter refund_state_codes needs start_update_date and end_update_date, at most a month apart',
    )
  if (isRecalculated === true && !isAMonthAtMost(updated) && !isAMonthAtMost(created))
    throw new Problem(400, 'The parameter tax_recalculation_required_only needs a date range of at most a month')
  return [hasOneOf(refunds, refundStatesOf), whereTrue(isRecalculated, isTaxRecalculationRequired)]
}

const isAMonthAtMost = ({ from, to }: Interval): boolean =>
  from !== undefined && to !== undefined && to <= monthsAfter(from, 1)
