import { z } from 'zod'
import { monthsAfter } from '../months.js'
import {
  centerOf,
  hasOneOf,
  hasRefundWithin,
  isOneOf,
  isTaxRecalculationRequired,
  ofChannel,
  orderStates,
  refundStates,
  refundStatesOf,
  whereTrue,
  within,
  type Interval,
  type OrderTest,
} from '../order-tests.js'
import { Problem } from '../problem.js'
import { textOf } from '../wire.js'

const at = z.iso.datetime({ offset: true }).transform((text) => Date.parse(text))
const codes = (words?: readonly string[]) =>
  z
    .array(words === undefined ? z.string() : z.enum(words))
    .max(100)
    .optional()

/** What OR13 is sent; bounds and defaults as its schema has them. */
export const ExportRequest = z.object({
  start_date: at.optional(),
  end_date: at.optional(),
  start_update_date: at.optional(),
  end_update_date: at.optional(),
  start_refund_creation_date: at.optional(),
  end_refund_creation_date: at.optional(),
  order_state_codes: codes(orderStates),
  refund_state_codes: codes(refundStates),
  channel_codes: codes(),
  only_null_channel: z.boolean().optional(),
  shop_ids: z.array(z.number().int()).max(100).optional(),
  fulfillment_center_codes: z.string().max(100).optional(),
  tax_recalculation_required_only: z.boolean().optional(),
  waiting_funding_confirmation: z.boolean().optional(),
  waiting_tax_confirmation: z.boolean().optional(),
  order_tax_mode: z.enum(['TAX_INCLUDED', 'TAX_EXCLUDED']).optional(),
  items_per_chunk: z.number().int().min(10_000).max(1_000_000).default(1_000_000),
  megabytes_per_chunk: z.number().int().min(10).max(1_024).default(512),
})
export type ExportRequest = z.output<typeof ExportRequest>

interface Windows {
  readonly created: Interval
  readonly updated: Interval
  readonly refunded: Interval
}

/**
 * The orders an export is to hold.
 *
 * @param updateDeltaMs how much earlier than asked the window of updates begins
 * @throws Problem 400
 */
export const exportTests = (request: ExportRequest, updateDeltaMs: number): readonly OrderTest[] => {
  const windows = windowsOf(request)
  checkFilters(request, windows)
  const { created, updated, refunded } = windows
  const from = updated.from === undefined ? undefined : updated.from - updateDeltaMs
  return [
    within('created_date', created),
    within('last_updated_date', { ...updated, from }),
    ...(refunded.from === undefined ? [] : [hasRefundWithin(refunded)]),
    ...filtersOf(request),
  ]
}

const windowsOf = (request: ExportRequest): Windows => {
  const windows: Windows = {
    created: { from: request.start_date, to: request.end_date },
    updated: { from: request.start_update_date, to: request.end_update_date },
    refunded: { from: request.start_refund_creation_date, to: request.end_refund_creation_date },
  }
  if (Object.values(windows).every(({ from, to }: Interval) => from === undefined && to === undefined))
    throw new Problem(400, 'At least one date range is required: creation, last update or refund creation')
  check('start_date', windows.created, 12)
  check('start_update_date', windows.updated, 12)
  check('start_refund_creation_date', windows.refunded, 1)
  return windows
}

const check = (name: string, { from, to }: Interval, months: number): void => {
  if (from === undefined && to === undefined) return
  const other = name.replace('start', 'end')
  if (from === undefined || to === undefined) throw new Problem(400, `${name} and ${other} must be used together`)
  if (from > to) throw new Problem(400, `${name} is after ${other}`)
  const most = months === 1 ? 'a month' : 'a year'
  if (to > monthsAfter(from, months)) throw new Problem(400, `${other} is more than ${most} after ${name}`)
}

const checkFilters = (request: ExportRequest, { created, updated }: Windows): void => {
  if (request.refund_state_codes !== undefined && !isAMonthAtMost(updated))
    throw new Problem(400, 'refund_state_codes needs start_update_date and end_update_date, at most a month apart')
  if (request.tax_recalculation_required_only === true && !isAMonthAtMost(created) && !isAMonthAtMost(updated))
    throw new Problem(400, 'tax_recalculation_required_only needs a date range of at most a month')
}

const isAMonthAtMost = ({ from, to }: Interval): boolean =>
  from !== undefined && to !== undefined && to <= monthsAfter(from, 1)

const filtersOf = (request: ExportRequest): readonly OrderTest[] => {
  const { fulfillment_center_codes: center } = request
  return [
    isOneOf(setOf(request.order_state_codes), (order) => textOf(order, 'order_state')),
    isOneOf(setOf(request.shop_ids), (order) => textOf(order, 'shop_id')),
    isOneOf(setOf(center === undefined ? undefined : [center]), centerOf),
    hasOneOf(setOf(request.refund_state_codes), refundStatesOf),
    ofChannel(setOf(request.channel_codes), request.only_null_channel),
    whereTrue(request.tax_recalculation_required_only, isTaxRecalculationRequired),
    whereTrue(request.waiting_funding_confirmation, (order) => order['waiting_funding_confirmation'] === true),
    whereTrue(request.waiting_tax_confirmation, (order) => order['waiting_tax_confirmation'] === true),
  ]
}

/** An empty list asks for nothing in particular. */
const setOf = (values: readonly (string | number)[] | undefined): ReadonlySet<string> | undefined =>
  values === undefined || values.length === 0 ? undefined : new Set(values.map(String))
