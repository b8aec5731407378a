import { createHttp, type HttpOptions } from './http.js'
import { createOrders, type Orders } from './orders.js'
import { readPlatform, type Platform } from './platform.js'
import { createReturns, type Returns } from './returns.js'
import { createSellers, type Sellers } from './sellers.js'

export interface MiraklOptions extends HttpOptions {
  /** Mirakl's own default is 10, its cap 100; anything below 100 only costs more calls. */
  readonly maxPerPage?: number | undefined
}

/**
 * Reads one marketplace. Every call is a GET and may be repeated; the client itself never does.
 *
 * Mirakl limits by the minute and publishes few numbers: OR11 once a minute, every 15 minutes for an external partner.
 * Spacing calls is the caller's part.
 */
export interface Mirakl {
  readonly orders: Orders
  readonly sellers: Sellers
  readonly returns: Returns
  platform(): Promise<Platform>
  /** Finishes what is under way. */
  close(): Promise<void>
}

export const createMirakl = (options: MiraklOptions): Mirakl => {
  const { get, close } = createHttp(options)
  const maxPerPage = options.maxPerPage ?? 100
  return {
    orders: createOrders(get, maxPerPage),
    sellers: createSellers(get, maxPerPage),
    returns: createReturns(get, maxPerPage),
    platform: () => readPlatform(get),
    close,
  }
}
