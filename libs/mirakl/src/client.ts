import { createCustomFields, type CustomFields } from './custom-fields.js'
import { type Channel, readChannels } from './channels.js'
import { type Currency, readCurrencies } from './currencies.js'
import { createEvaluations, type Evaluations } from './evaluations.js'
import { checkHealth } from './health.js'
import { createHttp, type HttpOptions } from './http.js'
import { createIncidents, type Incidents } from './incidents.js'
import { createOrderExport, type OrderExport } from './order-export.js'
import { createOrders, type Orders } from './orders.js'
import { readPlatform, type Platform } from './platform.js'
import { readReasons, type Reason } from './reasons.js'
import { createReturns, type Returns } from './returns.js'
import { createSellers, type Sellers } from './sellers.js'
import { createStatistics, type Statistics } from './statistics.js'
import type { Wait } from './waits.js'

export interface MiraklOptions extends HttpOptions {
  /** Mirakl's own default is 10, its cap 100; anything below 100 only costs more calls. */
  readonly maxPerPage?: number | undefined
  /** From `/api` on, like `/api/shops/statistics`: where S21 stands, which only the operator can say. */
  readonly statisticsPath?: string | undefined
  /** From `/api` on: where OR61 stands, which only the operator can say. */
  readonly incidentsPath?: string | undefined
}

/**
 * Asks one marketplace. Every method says which operation it calls and how often that is allowed; a `CallBudget` can
 * keep to it. All throw what errors.ts names: RateLimited is to be waited out, MiraklUnavailable to be tried again,
 * CredentialsRefused and RequestRefused are for a person.
 */
export interface Mirakl {
  readonly orders: Orders
  readonly orderExport: OrderExport
  readonly customFields: CustomFields
  readonly evaluations: Evaluations
  readonly returns: Returns
  readonly sellers: Sellers
  /** Undefined without a `statisticsPath`. */
  readonly statistics: Statistics | undefined
  /** Undefined without an `incidentsPath`. */
  readonly incidents: Incidents | undefined
  platform(): Promise<Platform>
  channels(): Promise<readonly Channel[]>
  currencies(): Promise<readonly Currency[]>
  reasons(): Promise<readonly Reason[]>
  /** @throws what errors.ts names, where Mirakl cannot be asked */
  health(): Promise<void>
  /** How each operation that was called stands to its allowance, as far as this client has seen. */
  waits(): readonly Wait[]
  /** Finishes what is under way. */
  close(): Promise<void>
}

export const createMirakl = (options: MiraklOptions): Mirakl => {
  const http = createHttp(options)
  const { get } = http
  const { maxPerPage = 100, statisticsPath, incidentsPath } = options
  return {
    orders: createOrders(get, maxPerPage),
    orderExport: createOrderExport(http),
    customFields: createCustomFields(http),
    evaluations: createEvaluations(http, maxPerPage),
    returns: createReturns(get, maxPerPage),
    sellers: createSellers(get, maxPerPage),
    statistics: statisticsPath === undefined ? undefined : createStatistics(get, statisticsPath, maxPerPage),
    incidents: incidentsPath === undefined ? undefined : createIncidents(get, incidentsPath, maxPerPage),
    platform: () => readPlatform(get),
    channels: () => readChannels(get),
    currencies: () => readCurrencies(get),
    reasons: () => readReasons(get),
    health: () => checkHealth(http),
    waits: () => http.waits(),
    close: () => http.close(),
  }
}
