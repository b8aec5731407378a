import type { Instant } from '@concord/domain'
import type { z } from 'zod'
import { itemsIn } from './chunk-items.js'
import { MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'
import { checkWindow, type ExportWindow, type Period } from './export-window.js'
import type { Http } from './http.js'
import { faultsOf } from './parsed.js'
import { id, instant, lenient, listOrEmpty, shape, text } from './wire.js'

/** How far an export has come. */
export interface ExportStatus {
  /** PENDING, COMPLETED, FAILED, CANCELED or whatever may come. */
  readonly status: string
  readonly updatedAt?: Instant | undefined
  /** The files; none before it is COMPLETED. */
  readonly urls: readonly string[]
}

/** OR13, OR14, OR15: large volumes, like a backfill, in files made behind the scenes. */
export interface OrderExport {
  /**
   * OR13, a part at most every 5 minutes, everything at most once a day. Mirakl takes one export at a time of all
   * operators together, and one of each partner. Never repeated by this client: what was not answered may have begun.
   *
   * @returns the id to ask after it with
   * @throws RangeError for a window beyond a year, or a month of refunds
   * @throws RateLimited also while another export runs; otherwise what errors.ts names
   */
  start(window: ExportWindow): Promise<string>
  /** OR14, every 10 seconds for an export, at most every 2. */
  status(trackingId: string): Promise<ExportStatus>
  /**
   * OR15, each file at most once: its orders one by one, as large as it may be; items for `parseOrder`.
   *
   * @throws MiraklUnavailable where the file is cut, after what came before the cut
   */
  orders(url: string): AsyncGenerator<unknown, void, undefined>
}

export const createOrderExport = (http: Pick<Http, 'get' | 'post' | 'download'>): OrderExport => ({
  async start(window) {
    checkWindow(window)
    const { body } = await http.post('OR13', '/api/orders/async-export', requestOf(window)).catch(waitForOthers)
    return parsedAs(Tracking, 'OR13', body).tracking_id
  },
  async status(trackingId) {
    const { body } = await http.get('OR14', `/api/orders/async-export/status/${encodeURIComponent(trackingId)}`)
    return parseExportStatus(body)
  },
  async *orders(url) {
    yield* itemsIn('OR15', 'orders', await http.download('OR15', url))
  },
})

/** That one is running is documented, the words in which it refuses a second one are not. */
const othersRun = /\b(another|already|still)\b.*\b(running|progress|pending)\b/i
const othersRunSeconds = 60

const waitForOthers = (failure: unknown): never => {
  if (failure instanceof RequestRefused && othersRun.test(failure.message)) {
    throw new RateLimited('OR13: another export is still running', othersRunSeconds)
  }
  throw failure
}

const Tracking = shape({ tracking_id: id })

const Status = shape({ status: text, last_updated: lenient(instant), urls: listOrEmpty(text) })

const parseExportStatus = (body: unknown): ExportStatus => {
  const { status, last_updated: updatedAt, urls } = parsedAs(Status, 'OR14', body)
  return { status, updatedAt, urls }
}

const requestOf = ({ created, updated, refunded }: ExportWindow) => ({
  ...bounds('date', created),
  ...bounds('update_date', updated),
  ...bounds('refund_creation_date', refunded),
})

const bounds = (name: string, period: Period | undefined) =>
  period && { [`start_${name}`]: period.from.toISOString(), [`end_${name}`]: period.to.toISOString() }

const parsedAs = <T extends z.ZodType>(schema: T, operation: string, body: unknown): z.output<T> => {
  const parsed = schema.safeParse(body)
  if (!parsed.success) throw new MiraklUnavailable(`${operation}: ${faultsOf(parsed.error).join('; ')}`)
  return parsed.data
}
