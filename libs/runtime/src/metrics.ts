import { collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import { type Figure, type GaugeName, type HistogramName, metricCatalogue, type Observe } from './metrics-catalogue.js'
import { noteCertificates } from './metrics-certificates.js'
import { type Known, type Look, seldom } from './metrics-looking.js'
import { createNotes } from './metrics-noted.js'
import {
  type Answering,
  callsIn,
  type Called,
  type Caller,
  figuresOfAccount,
  figuresOfBus,
  figuresOfMarketplace,
  figuresOfService,
  type Handled,
  handlingIn,
  type MiraklCalled,
  type MiraklCaller,
  miraklCallsIn,
  type Queued,
  type Waiting,
} from './metrics-sources.js'
import { type Log, silentLog } from './log.js'
import type { Service } from './service.js'

/** What one process counts, and shows to Prometheus. Whatever is watched is looked at when somebody scrapes. */
export interface Metrics {
  readonly observe: Observe
  /** For the bus, to be told of each delivery. */
  readonly onHandled: (handled: Handled) => void
  watchService(service: Pick<Service, 'name' | 'status' | 'figures'>): void
  watchBus(bus: Queued): void
  /** Watches the client of Dotdigital that `create` makes, which has to tell of each of its calls. */
  watchAccount<Client extends Answering>(caller: Caller, create: (onCall: (call: Called) => void) => Client): Client
  /** Likewise of Mirakl. */
  watchMarketplace<Client extends Waiting>(
    caller: MiraklCaller,
    create: (onCall: (call: MiraklCalled) => void) => Client,
  ): Client
  /** Never rejects: what cannot be read is left out, and said to be. */
  scrape(): Promise<Scrape>
}

interface Scrape {
  readonly contentType: string
  readonly text: string
}

/** One for each process: its own counts, and those that prom-client keeps of Node.js. What cannot be read is logged. */
export const createMetrics = (log: Pick<Log, 'warn'> = silentLog): Metrics => {
  const registry = new Registry()
  collectDefaultMetrics({ register: registry })
  const { histograms, gauges } = registeredIn(registry)
  const sources = new Map<string, () => Promise<Known>>()
  const watch = (source: string, look: Look): void => {
    const onFailure = (failure: unknown): void => log.warn('metrics.unreadable', { source, failure })
    sources.set(source, seldom(look, { onFailure }))
  }
  const observe: Observe = (name, labels, seconds) => histograms[name].observe(labels, seconds)
  const notes = createNotes()
  noteCertificates(notes)
  const counting = { observe, note: notes.note }

  const show = ({ name, labels, value }: Figure): void => gauges[name].set(labels, value)
  const showSource = (source: string, { figures, isReadable }: Known): void => {
    figures.forEach(show)
    show({ name: 'concord_figures_readable', labels: { source }, value: isReadable ? 1 : 0 })
  }
  return {
    observe,
    onHandled: handlingIn(observe),
    watchService: (service) => watch(service.name, figuresOfService(service)),
    watchBus: (bus) => watch('bus', figuresOfBus(bus)),
    watchAccount(caller, create) {
      const client = create(callsIn(counting, caller))
      watch(`${caller.service} to ${caller.account}`, figuresOfAccount(client, caller))
      return client
    },
    watchMarketplace(caller, create) {
      const client = create(miraklCallsIn(counting, caller))
      watch(`${caller.service} to Mirakl ${caller.marketplace}`, figuresOfMarketplace(client, caller))
      return client
    },
    async scrape() {
      const known = await Promise.all([...sources].map(async ([source, read]) => [source, await read()] as const))
      for (const gauge of Object.values(gauges)) gauge.reset()
      for (const [source, told] of known) showSource(source, told)
      notes.figures().forEach(show)
      return { contentType: registry.contentType, text: await registry.metrics() }
    },
  }
}

type Histograms = Readonly<Record<HistogramName, Histogram>>
type Gauges = Readonly<Record<GaugeName, Gauge>>

const registeredIn = (registry: Registry): { readonly histograms: Histograms; readonly gauges: Gauges } => {
  const histograms: Record<string, Histogram> = {}
  const gauges: Record<string, Gauge> = {}
  for (const [name, { help, labels, ...entry }] of Object.entries(metricCatalogue)) {
    const settings = { name, help, labelNames: [...labels], registers: [registry] }
    if (entry.type === 'histogram') histograms[name] = new Histogram({ ...settings, buckets: [...entry.buckets] })
    else gauges[name] = new Gauge(settings)
  }
  return { histograms: histograms as Histograms, gauges: gauges as Gauges }
}
