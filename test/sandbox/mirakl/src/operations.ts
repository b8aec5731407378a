import type { Clock } from '@concord/sandbox-kit'
import express, { type RequestHandler, type Router } from 'express'
import { createAllowances } from './allowances.js'
import { createExports } from './exports/exports.js'
import { beginExport, readExport, readExportFile } from './exports/routes.js'
import { listAdditionalFields } from './fields/list-fields.js'
import { writeAdditionalFields } from './fields/write-fields.js'
import { listIncidents } from './incidents.js'
import { listEvaluations, readEvaluation } from './list-evaluations.js'
import type { Memory } from './memory.js'
import { listOrders, readOrder } from './orders.js'
import { listChannels, readConfiguration, readVersion } from './platform.js'
import { listCurrencies, listReasons, listReasonsOf } from './reference-data.js'
import { listReturns } from './returns.js'
import type { MiraklSettings, Operation } from './settings.js'
import { listShops } from './shops.js'
import { forOperators, type SiteOf } from './site.js'
import { listStatistics } from './statistics/list-statistics.js'

interface Needs {
  readonly site: SiteOf
  readonly settings: () => MiraklSettings
  readonly clock: Clock
  readonly memory: Memory
}

type Served = readonly [method: 'get' | 'post' | 'put', path: string, operation: Operation, handler: RequestHandler]

/** Every operation of a marketplace, each within its allowance; mounted behind `/:marketplace`. */
export const operations = ({ site, settings, clock: { now }, memory }: Needs): Router => {
  const allowed = createAllowances({ site, settings, now, memory })
  const router = express.Router({ mergeParams: true })
  router.get('/api/version', readVersion)
  router.use(
    served(() => settings().statisticsPath, [allowed('S21'), listStatistics(forOperators(site), now)]),
    served(() => settings().incidentsPath, [allowed('OR61'), listIncidents(forOperators(site))]),
  )
  const ofOrders = orderOperations({ site, settings, now, memory })
  for (const [method, path, operation, handler] of [...ofOrders, ...otherOperations(site, now)]) {
    router[method](path, allowed(operation), handler)
  }
  return router
}

/** GET at a path that may change while the sandbox runs. */
const served = (path: () => string, handlers: readonly RequestHandler[]): Router => {
  const router = express.Router({ mergeParams: true })
  router.use((request, _response, next) => {
    next(request.method === 'GET' && request.path === path() ? undefined : 'router')
  })
  router.use(...handlers)
  return router
}

const orderOperations = ({
  site,
  settings,
  now,
  memory,
}: Omit<Needs, 'clock'> & Pick<Clock, 'now'>): readonly Served[] => {
  const exporting = { site: forOperators(site), exports: createExports(memory), settings, now }
  return [
    ['get', '/api/orders', 'OR11', listOrders(site, settings)],
    ['post', '/api/orders/async-export', 'OR13', beginExport(exporting)],
    ['get', '/api/orders/async-export/status/:export', 'OR14', readExport(exporting)],
    ['get', '/api/orders/async-export/files/:export/:file', 'OR15', readExportFile(exporting)],
    ['get', '/api/orders/:order', 'OR12', readOrder(site)],
    ['put', '/api/orders/:order/additional_fields', 'OR31', writeAdditionalFields(site, now)],
    ['get', '/api/orders/:order/evaluation', 'OR51', readEvaluation(site, now)],
    ['get', '/api/returns', 'RT11', listReturns(site)],
  ]
}

const otherOperations = (site: SiteOf, now: () => Date): readonly Served[] => [
  ['get', '/api/shops', 'S20', listShops(forOperators(site))],
  ['get', '/api/shops/:shop/evaluations', 'S03', listEvaluations(forOperators(site), now)],
  ['get', '/api/platform/configuration', 'PC01', readConfiguration(site)],
  ['get', '/api/channels', 'CH11', listChannels(site)],
  ['get', '/api/reasons', 'RE01', listReasons(site)],
  ['get', '/api/reasons/:type', 'RE02', listReasonsOf(site)],
  ['get', '/api/additional_fields', 'AF01', listAdditionalFields(site)],
  ['get', '/api/currencies', 'CUR01', listCurrencies(site)],
]
