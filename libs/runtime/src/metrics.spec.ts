import { beforeEach, describe, expect, it } from 'vitest'
import { createMetrics, type Metrics } from './metrics.js'
import { metricCatalogue } from './metrics-catalogue.js'
import { metricLabels } from './metrics-labels.js'

let metrics: Metrics
beforeEach(() => {
  metrics = createMetrics()
})

const lines = async (beginning: string): Promise<string[]> =>
  (await metrics.scrape()).text.split('\n').filter((line) => line.startsWith(beginning))

/** What a client tells of its calls. */
const onCallOf = (account: string) =>
  metrics.watchAccount({ service: 'dd-publisher', account }, (onCall) => ({
    health: () => ({ circuits: {}, rates: {} }),
    onCall,
  })).onCall
const onMiraklCallOf = (marketplace: string) =>
  metrics.watchMarketplace({ service: 'ingest-gateway', marketplace }, (onCall) => ({ waits: () => [], onCall })).onCall

const service = (about: object = {}) => ({ name: 'consent-guard' as const, status: async () => ({}), ...about })

describe('the catalogue', () => {
  it('has a name of ours, a sentence and few labels for each metric, and seconds for each histogram', () => {
    for (const [name, { help, labels, type }] of Object.entries(metricCatalogue)) {
      expect([name, help.length > 20, labels.length > 0 && labels.length <= 4]).toEqual([name, true, true])
      expect(name).toMatch(type === 'histogram' ? /^concord_[a-z_]+_seconds$/ : /^concord_[a-z_]+$/)
    }
  })

  it('has no label that nobody uses', () => {
    const used = new Set(Object.values(metricCatalogue).flatMap<string>(({ labels }) => labels))

    expect([...used].toSorted()).toEqual(Object.keys(metricLabels).toSorted())
  })
})

describe('a scrape', () => {
  it('shows every metric of the catalogue, and those of the process', async () => {
    const { text, contentType } = await metrics.scrape()

    for (const [name, { type }] of Object.entries(metricCatalogue)) expect(text).toContain(`# TYPE ${name} ${type}\n`)
    expect(text).toContain('# TYPE process_cpu_seconds_total counter')
    expect(contentType).toMatch(/^text\/plain; version=0\.0\.4/)
  })

  it('counts what became of deliveries, by service, type and lane', async () => {
    const delivery = { service: 'consent-guard', type: 'identified.order.v1', lane: 'realtime', ms: 12 } as const
    metrics.onHandled({ ...delivery, outcome: 'acked' })
    metrics.onHandled({ ...delivery, outcome: 'acked' })
    metrics.onHandled({ ...delivery, type: undefined, lane: undefined, outcome: 'dead-lettered' })

    expect(await lines('concord_message_handling_seconds_count')).toEqual([
      'concord_message_handling_seconds_count{service="consent-guard",type="identified.order.v1",lane="realtime",outcome="acked"} 2',
      'concord_message_handling_seconds_count{service="consent-guard",type="unknown",lane="unknown",outcome="dead-lettered"} 1',
    ])
    expect((await lines('concord_message_handling_seconds_sum'))[0]).toMatch(/ 0\.024$/)
  })

  it('counts calls to Dotdigital by their status, and those without an answer', async () => {
    const onCall = onCallOf('main')
    onCall({ tier: 'low', status: 202, ms: 80 })
    onCall({ tier: 'low', status: undefined, ms: 80 })

    expect(await lines('concord_dotdigital_call_seconds_count')).toEqual([
      'concord_dotdigital_call_seconds_count{service="dd-publisher",account="main",tier="low",status="202"} 1',
      'concord_dotdigital_call_seconds_count{service="dd-publisher",account="main",tier="low",status="none"} 1',
    ])
  })

  it('counts calls to Mirakl by what is asked', async () => {
    const onCall = onMiraklCallOf('north')
    onCall({ operation: 'OR11', status: 200, ms: 80 })
    onCall({ operation: 'OR11', status: undefined, ms: 80 })

    expect(await lines('concord_mirakl_call_seconds_count')).toEqual([
      'concord_mirakl_call_seconds_count{service="ingest-gateway",marketplace="north",operation="OR11",status="200"} 1',
      'concord_mirakl_call_seconds_count{service="ingest-gateway",marketplace="north",operation="OR11",status="none"} 1',
    ])
  })

  it('says when credentials were refused last, by 401 or 403, and of a token endpoint by 400', async () => {
    const [onCall, onFine, onNorth, onSouth] = [onCallOf('main'), ...['fine', 'north', 'south'].map(onMiraklCallOf)]
    const refusedOf = async () =>
      (await lines('concord_credentials_refused_timestamp_seconds{')).map((line) =>
        line.replace(/^.*account="(\w*)",marketplace="(\w*)"} (\d+).*$/, '$1$2 $3').split(' '),
      )
    for (const status of [200, 400, 404, 429, 500, undefined]) onCall({ tier: 'low', status, ms: 1 })
    onFine?.({ operation: 'OR11', status: 400, ms: 1 })
    onFine?.({ operation: 'S21', status: 403, ms: 1 })
    expect(await refusedOf()).toEqual([])

    const before = Date.now() / 1_000
    onCall({ tier: 'low', status: 401, ms: 1 })
    onNorth?.({ operation: 'OR11', status: 403, ms: 1 })
    onSouth?.({ operation: 'OAuth', status: 400, ms: 1 })

    const refused = await refusedOf()
    expect(refused.map(([whose]) => whose)).toEqual(['main', 'north', 'south'])
    for (const [, at] of refused) expect(Number(at)).toBeGreaterThanOrEqual(Math.floor(before))
  })

  it('shows how calls of a marketplace stand to what it allows', async () => {
    const caller = { service: 'ingest-gateway', marketplace: 'north' } as const
    metrics.watchMarketplace(caller, () => ({
      waits: () => [{ operation: 'OR11', perCallMs: 60_000, waitingMs: 90_500 }],
    }))

    expect(await lines('concord_mirakl_allowance_seconds{')).toEqual([
      'concord_mirakl_allowance_seconds{service="ingest-gateway",marketplace="north",operation="OR11"} 60',
    ])
    expect(await lines('concord_mirakl_waiting_seconds{')).toEqual([
      'concord_mirakl_waiting_seconds{service="ingest-gateway",marketplace="north",operation="OR11"} 90.5',
    ])
    expect(await lines('concord_figures_readable{')).toEqual([
      'concord_figures_readable{source="ingest-gateway to Mirakl north"} 1',
    ])
  })

  it('shows each figure of a status, those of an account under its name, and what else the service shows', async () => {
    const figures = async () => [
      { name: 'concord_records' as const, labels: { state: 'waiting', reason: 'order' }, value: 4 },
    ]
    metrics.watchService(service({ status: async () => ({ untold: 3, 'main.optOutsLearned': 2 }), figures }))

    expect(await lines('concord_status{')).toEqual([
      'concord_status{service="consent-guard",account="",what="untold"} 3',
      'concord_status{service="consent-guard",account="main",what="optOutsLearned"} 2',
    ])
    expect(await lines('concord_records{')).toEqual(['concord_records{state="waiting",reason="order"} 4'])
    expect(await lines('concord_figures_readable{')).toEqual(['concord_figures_readable{source="consent-guard"} 1'])
  })

  it('leaves out what cannot be read, says so, and shows everything else', async () => {
    metrics.watchService(service({ status: () => Promise.reject(new Error('the database is away')) }))
    metrics.watchBus({ health: async () => ({ queues: [], deadLetters: [{ queue: 'monitor.dead', depth: 1 }] }) })

    expect(await lines('concord_figures_readable{')).toEqual([
      'concord_figures_readable{source="consent-guard"} 0',
      'concord_figures_readable{source="bus"} 1',
    ])
    expect(await lines('concord_status{')).toEqual([])
    expect(await lines('concord_queue_messages{')).toEqual(['concord_queue_messages{queue="monitor.dead"} 1'])
  })

  it('shows queues and who consumes them, and no depth that the broker does not say', async () => {
    const queues = [
      { queue: 'monitor.bulk', depth: 7, isConsuming: true },
      { queue: 'monitor.realtime', depth: undefined, isConsuming: false },
    ]
    metrics.watchBus({ health: async () => ({ queues, deadLetters: [] }) })

    expect(await lines('concord_queue_')).toEqual([
      'concord_queue_messages{queue="monitor.bulk"} 7',
      'concord_queue_consuming{queue="monitor.bulk"} 1',
      'concord_queue_consuming{queue="monitor.realtime"} 0',
    ])
  })

  it('shows what an account allows, all of it again once the minute is over, and its circuits', async () => {
    const inAMinute = new Date(Date.now() + 60_000)
    const rates = {
      low: { limit: 20, remaining: 3, resetAt: inAMinute },
      high: { limit: 90, remaining: 1, resetAt: new Date(0) },
    }
    const client = { health: () => ({ circuits: { low: 'open', high: 'half-open' }, rates }) }
    metrics.watchAccount({ service: 'dd-publisher', account: 'main' }, () => client)

    const shown = async (name: string) =>
      (await lines(`${name}{`)).map((line) => line.replace(/^.*tier="(\w+)"} /, '$1 '))
    expect(await shown('concord_dotdigital_calls_left')).toEqual(['low 3', 'high 90'])
    expect(await shown('concord_dotdigital_calls_limit')).toEqual(['low 20', 'high 90'])
    expect(await shown('concord_dotdigital_circuit_open')).toEqual(['low 1', 'high 0'])
  })
})
