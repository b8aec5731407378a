import { diag, DiagLogLevel } from '@opentelemetry/api'
import { OTLPTraceExporter } from '@opentelemetry/exporter-trace-otlp-http'
import { resourceFromAttributes } from '@opentelemetry/resources'
import { BatchSpanProcessor, NodeTracerProvider } from '@opentelemetry/sdk-trace-node'
import { z } from 'zod'
import { readEnvironment, urlOf } from './environment.js'
import type { Log } from './log.js'

const Settings = z.object({
  OTEL_EXPORTER_OTLP_ENDPOINT: urlOf('http', 'https')
    .optional()
    .describe('Where traces go, by OTLP over HTTP, like http://127.0.0.1:4318; left out: nowhere'),
})

export interface Tracing {
  /** Sends what is left. */
  close(): Promise<void>
}

/**
 * Has the spans of this process sent to a collector, where one is named. OpenTelemetry's own variables count too, like
 * `OTEL_EXPORTER_OTLP_HEADERS` and `OTEL_TRACES_SAMPLER` (opentelemetry.io, SDK environment variables, read 2026-11).
 */
export const startTracing = (service: string, log: Log): Tracing => {
  const { OTEL_EXPORTER_OTLP_ENDPOINT: endpoint } = readEnvironment(Settings, process.env)
  if (endpoint === undefined) return { close: () => Promise.resolve() }
  const tell = (text: string): void => log.warn('tracing', { text })
  diag.setLogger({ error: tell, warn: tell, info: ignore, debug: ignore, verbose: ignore }, DiagLogLevel.WARN)
  const provider = new NodeTracerProvider({
    resource: resourceFromAttributes({ 'service.name': service, 'service.namespace': 'concord' }),
    spanProcessors: [new BatchSpanProcessor(new OTLPTraceExporter())],
  })
  provider.register()
  return { close: () => provider.shutdown().catch((failure: unknown) => log.warn('tracing', { failure })) }
}

const ignore = (): void => undefined
