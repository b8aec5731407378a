import type { Decimal, Instant } from '@concord/domain'
import { z } from 'zod'
import { faultsOf, idIn, type Refused } from './parsed.js'
import { amount, id, instant, lenient, text } from './wire.js'

/** The metrics and rates of one seller (S21), by Mirakl's own definitions. */
export interface SellerStatistics {
  readonly sellerId: string
  readonly updatedAt?: Instant | undefined
  /**
   * By metric and period, under Mirakl's names, since more of either may come. Rates are shares between 0 and 1, delays
   * are seconds, money is in the shop's currency. A metric is missing where Mirakl knows none, like `valid_tracking_rate`.
   */
  readonly metrics: Readonly<Record<string, Readonly<Record<string, Decimal>>>>
}

const StatisticsShape = z.looseObject({ shop_id: id, last_updated_date: lenient(instant) })

const Metric = z.array(z.object({ period: text, value: lenient(amount) }))

export type ParsedStatistics = { readonly ok: true; readonly statistics: SellerStatistics } | Refused

/** The S21 entry of one shop in Concord's words, or every fault in it. */
export const parseStatistics = (raw: unknown): ParsedStatistics => {
  const parsed = StatisticsShape.safeParse(raw)
  if (!parsed.success) return { ok: false, faults: faultsOf(parsed.error), id: idIn(raw, 'shop_id') }
  const { shop_id: sellerId, last_updated_date: updatedAt, ...others } = parsed.data
  return { ok: true, statistics: { sellerId, updatedAt, metrics: metricsIn(others) } }
}

const metricsIn = (fields: Readonly<Record<string, unknown>>): SellerStatistics['metrics'] =>
  Object.fromEntries(
    Object.entries(fields).flatMap(([name, value]) => {
      const known = (Metric.safeParse(value).data ?? []).flatMap((each) =>
        each.value === undefined ? [] : [[each.period, each.value] as const],
      )
      return known.length === 0 ? [] : [[name, Object.fromEntries(known)]]
    }),
  )
