import { join } from 'node:path'
import { createService as createGuard, dotdigitalConsentSource, miraklOrderFields } from '@concord/consent-guard'
import { createService as createPublisher, dotdigitalPlatform, dotdigitalShelves } from '@concord/dd-publisher'
import { createDotdigital, type Dotdigital, figuresOf, memoryRateTiers } from '@concord/dotdigital'
import { createService as createIdentity } from '@concord/identity-resolver'
import { createService as createGateway, type GatewayPace, miraklSource } from '@concord/ingest-gateway'
import { embeddedBus } from '@concord/messaging'
import { createMirakl, instanceOf, memoryBudgets } from '@concord/mirakl'
import { createService as createMonitor } from '@concord/monitor'
import {
  type AccountConnection,
  type AlertChannel,
  type ConcordConfig,
  createLog,
  createMetrics,
  everybodyIs,
  entryOf,
  findIn,
  httpOf,
  listen,
  type Log,
  type MarketplaceConnection,
  type Metrics,
  onlyReaders,
  type Service,
  startTracing,
  type WebhookSenders,
} from '@concord/runtime'
import { createVault, memorySuppressionSet, openDatabase } from '@concord/storage'
import type { DataFolder } from './data-folder.js'
import { alertingHere, reconcilingHere } from './monitor-setup.js'

/** Where the services answer. */
export interface ServiceUrls {
  readonly gateway: string
  readonly publisher: string
  readonly monitor: string
}

export interface Running {
  readonly urls: ServiceUrls
  stop(): Promise<void>
}

interface Needs {
  readonly folder: DataFolder
  readonly config: ConcordConfig
  readonly marketplaces: Readonly<Record<string, MarketplaceConnection>>
  readonly accounts: Readonly<Record<string, AccountConnection>>
  readonly webhookSenders?: Readonly<Record<string, WebhookSenders>>
  /** How people are told of alerts, by the names of routes; where left out they are kept and shown. */
  readonly alertChannels?: Readonly<Record<string, AlertChannel>>
  readonly ports: { readonly gateway: number; readonly publisher: number; readonly monitor: number }
  readonly pace: GatewayPace
}

/** The five services in this process: PostgreSQL on disk in the data folder, everything else in memory. */
export const startEmbedded = async (needs: Needs): Promise<Running> => {
  const logFile = join(needs.folder.path, 'concord.log')
  const logOf = (name: string): Log => createLog(name, logFile)
  const tracing = startTracing('concord', logOf('tracing'))
  const database = await openDatabase({ directory: join(needs.folder.path, 'postgres') })
  const metrics = createMetrics(logOf('metrics'))
  const bus = embeddedBus({ log: logOf('bus'), onHandled: metrics.onHandled })
  metrics.watchBus(bus)
  const readers = onlyReaders(undefined)
  const urls: { current?: ServiceUrls } = {}
  const { gateway, publisher, monitor, ...others } = servicesOf(needs, { database, bus, readers, logOf, metrics, urls })

  const serve = (service: Service, port: number) =>
    listen(httpOf(service, logOf(service.name), readers, { metrics }), port)
  const listening = {
    gateway: await serve(gateway, needs.ports.gateway),
    publisher: await serve(publisher, needs.ports.publisher),
    monitor: await serve(monitor, needs.ports.monitor),
  }
  urls.current = { gateway: listening.gateway.url, publisher: listening.publisher.url, monitor: listening.monitor.url }
  const services = [monitor, publisher, others.guard, others.identity, gateway]
  for (const service of services) metrics.watchService(service)
  for (const service of services) await service.start()
  return {
    urls: urls.current,
    stop: async () => {
      await Promise.all(Object.values(listening).map((server) => server.close()))
      for (const service of services.toReversed()) await service.stop()
      await bus.close()
      await database.close()
      await tracing.close()
    },
  }
}

interface Parts {
  readonly database: Awaited<ReturnType<typeof openDatabase>>
  readonly bus: ReturnType<typeof embeddedBus>
  readonly readers: ReturnType<typeof onlyReaders>
  readonly logOf: (name: string) => Log
  readonly metrics: Metrics
  /** Known once all listen, before any starts. */
  readonly urls: { readonly current?: ServiceUrls }
}

/** Whoever reaches the ports of this machine. */
const local = { name: 'local', role: 'admin' } as const

const servicesOf = (needs: Needs, { logOf, metrics, urls, ...parts }: Parts) => {
  const { folder, config, marketplaces, accounts, pace, webhookSenders = {} } = needs
  const vault = createVault(folder.keyRing)
  const suppressed = memorySuppressionSet()
  const now = (): Date => new Date()
  const { observe } = metrics
  const operators = everybodyIs(local)
  const common = { ...parts, vault, config, suppressed, observe }
  const log = logOf('ingest-gateway')
  const miraklOf = miraklClients(needs, metrics, now)
  const { writing, reading } = clientsOf(accounts, metrics)
  const platformOf = (id: string) => dotdigitalPlatform(entryOf(writing, id), now)
  const shelvesOf = (id: string) => dotdigitalShelves(entryOf(writing, id), entryOf(config.accounts, id), now)
  return {
    gateway: createGateway({
      ...common,
      ...{ operators, admins: operators },
      log,
      sourceOf: (id) => miraklSource(miraklOf('ingest-gateway', id), log),
      credentialsOf: findIn(marketplaces),
      dotdigitalSendersOf: findIn(webhookSenders),
      pace,
    }),
    identity: createIdentity({ ...common, operators, log: logOf('identity-resolver') }),
    guard: createGuard({
      ...common,
      log: logOf('consent-guard'),
      sourceOf: (id) => dotdigitalConsentSource(entryOf(reading, id), now),
      orderFieldsOf: (id) => miraklOrderFields(miraklOf('consent-guard', id).customFields),
    }),
    publisher: withFigures(
      createPublisher({ ...common, operators, admins: operators, log: logOf('dd-publisher'), platformOf, shelvesOf }),
      writing,
    ),
    monitor: createMonitor({
      ...common,
      log: logOf('monitor'),
      people: () => local,
      reconciling: reconcilingHere(needs, urls),
      alerting: alertingHere(needs, metrics, urls),
    }),
  }
}

const miraklClients = ({ marketplaces, config }: Needs, metrics: Metrics, now: () => Date) => {
  const budgetOf = memoryBudgets(now)
  return (service: 'ingest-gateway' | 'consent-guard', id: string) => {
    const { url, credentials, statisticsPath, incidentsPath } = entryOf(marketplaces, id)
    const budget = budgetOf({ instance: instanceOf(url), persona: entryOf(config.marketplaces, id).calls })
    return metrics.watchMarketplace({ service, marketplace: id }, (onCall) =>
      createMirakl({ url, credentials, statisticsPath, incidentsPath, budget, timeoutMs: 60_000, onCall }),
    )
  }
}

type Clients = Readonly<Record<string, Dotdigital>>

/** Two clients of each account, which share its allowance: a reading waits for a tier that is used up, a write does not. */
const clientsOf = (
  accounts: Needs['accounts'],
  metrics: Metrics,
): { readonly writing: Clients; readonly reading: Clients } => {
  const clients = Object.entries(accounts).map(([id, connection]) => {
    const tiers = memoryRateTiers()
    const clientFor = (service: 'dd-publisher' | 'consent-guard', tierWaitMs: number): Dotdigital =>
      metrics.watchAccount({ service, account: id }, (onCall) =>
        createDotdigital({ ...connection, tiers, tierWaitMs, onCall }),
      )
    return { id, writer: clientFor('dd-publisher', 0), reader: clientFor('consent-guard', 65_000) }
  })
  return {
    writing: Object.fromEntries(clients.map(({ id, writer }) => [id, writer])),
    reading: Object.fromEntries(clients.map(({ id, reader }) => [id, reader])),
  }
}

const withFigures = (service: Service, clients: Clients): Service => ({
  ...service,
  status: async () => ({ ...(await service.status()), ...figuresOf(Object.values(clients)) }),
})
