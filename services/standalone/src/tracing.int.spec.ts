import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest'
import type { ServiceUrls } from './embedded.js'
import { startCollector, type ToldSpan } from './testing/collector.js'
import { type FirstLook, openFirstLook } from './testing/first-look.js'

let collector: Awaited<ReturnType<typeof startCollector>>
let look: FirstLook
let urls: ServiceUrls
let spans: readonly ToldSpan[]

const tracesOf = (found: readonly ToldSpan[]): ReadonlyMap<string, readonly ToldSpan[]> => {
  const traces = new Map<string, ToldSpan[]>()
  for (const span of found) traces.set(span.traceId, [...(traces.get(span.traceId) ?? []), span])
  return traces
}

const processed = ({ name, attributes }: ToldSpan) =>
  name.startsWith('process ') && String(attributes['concord.service'])

/** Everybody who has to do with an order that is delivered. */
const everybody = ['consent-guard', 'dd-publisher', 'identity-resolver', 'ingest-gateway', 'monitor']

/** A trace of an order that everybody has handled to its end, or nothing yet. */
const wholeTrace = (): readonly ToldSpan[] | undefined =>
  [...tracesOf(spans).values()].find(
    (trace) =>
      trace.some(({ name }) => name === 'process received.order.v1') &&
      trace.some(
        ({ name, attributes }) => name === 'process record.settled.v1' && attributes['concord.service'] === 'monitor',
      ) &&
      everybody.every((service) => trace.some((span) => processed(span) === service)),
  )

const isHanging = (trace: readonly ToldSpan[]) => {
  const ids = new Set(trace.map(({ spanId }) => spanId))
  return ({ parentSpanId = '' }: ToldSpan): boolean => parentSpanId !== '' && !ids.has(parentSpanId)
}

/** Beside a collector, until an order is through. */
beforeAll(async () => {
  collector = await startCollector()
  spans = collector.spans
  vi.stubEnv('OTEL_EXPORTER_OTLP_ENDPOINT', collector.url)
  vi.stubEnv('OTEL_BSP_MAX_QUEUE_SIZE', '1000000')
  vi.stubEnv('OTEL_BSP_SCHEDULE_DELAY', '500')
  look = await openFirstLook()
  urls = await look.start()
  await waitFor(() => wholeTrace() !== undefined, { limitMs: 280_000, what: 'the whole trace of an order' })
}, 300_000)
afterAll(async () => {
  await look.close()
  collector.stop()
  vi.unstubAllEnvs()
})

describe('a record is one trace', () => {
  it('that begins once and hangs together, over every service and what each asks its tables', () => {
    const trace = wholeTrace() ?? []

    expect(trace.filter(({ parentSpanId = '' }) => parentSpanId === '').map(({ name }) => name)).toEqual([
      'send received.order.v1',
    ])
    expect(trace.filter(isHanging(trace))).toEqual([])
    expect(new Set(trace.map(processed).filter(Boolean))).toEqual(new Set(everybody))
    expect(trace.some(({ name, attributes }) => name === 'insert' && attributes['db.query.text'] !== undefined)).toBe(
      true,
    )
  })

  it('that a request goes on with, under its route', async () => {
    const [traceId, spanId] = ['a'.repeat(32), 'b'.repeat(16)]
    await fetch(`${urls.monitor}/v1/conservation`, { headers: { traceparent: `00-${traceId}-${spanId}-01` } })
    const traced = (): readonly ToldSpan[] => tracesOf(spans).get(traceId) ?? []
    await waitFor(() => traced().some(({ name }) => name === 'GET /v1/conservation'), {
      limitMs: 20_000,
      what: 'its span',
    })

    const request = traced().find(({ name }) => name === 'GET /v1/conservation')
    expect(request).toMatchObject({ parentSpanId: spanId, attributes: { 'http.response.status_code': 200 } })
    expect(traced().filter(({ parentSpanId }) => parentSpanId === request?.spanId)).not.toEqual([])
  })
})

it('calls of vendors are spans under the name of the operation, and nothing tells who anybody is', () => {
  const names = new Set(spans.map(({ name }) => name))

  expect(names).toContain('Mirakl OR11')
  expect(names).toContain('PUT /contacts/v3/import')
  const said = JSON.stringify(spans)
  expect(said).not.toMatch(/[\w.+-]+@[\w-]+\.\w+/)
})
