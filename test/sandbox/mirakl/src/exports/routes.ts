import type { Request, RequestHandler } from 'express'
import { wireDate } from '../acts/dates.js'
import { jsonBody } from '../json-body.js'
import type { Market } from '../market.js'
import { Problem } from '../problem.js'
import type { MiraklSettings } from '../settings.js'
import type { SiteOf } from '../site.js'
import { inTaxMode } from '../tax-mode.js'
import type { WireObject } from '../world.js'
import { chunksOf } from './chunks.js'
import { ExportRequest, exportTests } from './export-request.js'
import { type Exports, type OrderExport, statusOf } from './exports.js'

interface Needs {
  readonly site: SiteOf
  readonly exports: Exports
  readonly settings: () => MiraklSettings
  readonly now: () => Date
}

/** OR13: takes down the orders as they are now, for files to be had later. */
export const beginExport =
  ({ site, exports, settings, now }: Needs): RequestHandler =>
  (request, response) => {
    const { market, credential } = site(request)
    const wanted = jsonBody(request, ExportRequest)
    const { exportMs, exportOutcome, itemsPerChunk, updateDeltaSeconds } = settings()
    const orders = ordersOf(market, wanted, updateDeltaSeconds * 1000)
    const limits = { items: itemsPerChunk ?? wanted.items_per_chunk, bytes: wanted.megabytes_per_chunk * 1024 * 1024 }
    const startedAt = now().getTime()
    const begun = exports.begin({
      marketplaceId: market.marketplace.id,
      credential,
      startedAt,
      endsAt: startedAt + exportMs,
      outcome: exportOutcome,
      files: exportOutcome === 'COMPLETED' ? chunksOf(orders, limits) : [],
    })
    if (begun === undefined) throw new Problem(400, 'Another export is still running: only one can run at a time')
    response.json({ tracking_id: begun.id })
  }

const ordersOf = (market: Market, wanted: ExportRequest, updateDeltaMs: number): readonly WireObject[] => {
  const tests = exportTests(wanted, updateDeltaMs)
  return market
    .orders()
    .filter((order) => tests.every((test) => test(order)))
    .map((order) => inTaxMode(order, wanted.order_tax_mode))
}

/** OR14. */
export const readExport =
  ({ site, exports, now }: Needs): RequestHandler =>
  (request, response) => {
    const found = exportOf(request, { site, exports })
    const status = statusOf(found, now().getTime())
    response.json({
      last_updated: wireDate(status === 'PENDING' ? found.startedAt : found.endsAt),
      status,
      ...(status === 'COMPLETED' && { urls: found.files.map((_, index) => urlOf(request, found, index + 1)) }),
    })
  }

/** OR15: any of the addresses that OR14 gave. */
export const readExportFile =
  ({ site, exports, now }: Needs): RequestHandler =>
  (request, response) => {
    const found = exportOf(request, { site, exports })
    const orders = found.files[Number(request.params['file']) - 1]
    if (statusOf(found, now().getTime()) !== 'COMPLETED' || orders === undefined)
      throw new Problem(404, 'There is no such file')
    response.json({ orders })
  }

const exportOf = (request: Request, { site, exports }: Pick<Needs, 'site' | 'exports'>): OrderExport => {
  const { marketplace } = site(request).market
  const found = exports.find(marketplace.id, String(request.params['export']))
  if (found === undefined) throw new Problem(404, 'There is no such export')
  return found
}

const urlOf = (request: Request, { marketplaceId, id }: OrderExport, file: number): string =>
  `${request.protocol}://${request.get('host') ?? 'localhost'}/${marketplaceId}/api/orders/async-export/files/${id}/${String(file)}`
