import { createServer, type IncomingMessage } from 'node:http'
import type { AddressInfo } from 'node:net'
import { json } from 'node:stream/consumers'

/** What is looked at of a span that arrived. */
export interface ToldSpan {
  readonly traceId: string
  readonly spanId: string
  /** Empty, or left out, where it begins its trace. */
  readonly parentSpanId?: string
  readonly name: string
  readonly attributes: Readonly<Record<string, unknown>>
}

interface WireSpan extends Omit<ToldSpan, 'attributes'> {
  readonly attributes: readonly { readonly key: string; readonly value: Readonly<Record<string, unknown>> }[]
}

interface WireSpans {
  readonly resourceSpans: readonly { readonly scopeSpans: readonly { readonly spans: readonly WireSpan[] }[] }[]
}

/** A collector of traces that keeps what OTLP over HTTP brings (opentelemetry.io, OTLP 1.x, JSON). */
export const startCollector = async () => {
  const spans: ToldSpan[] = []
  const keep = async (request: IncomingMessage): Promise<void> => {
    const { resourceSpans } = (await json(request)) as WireSpans
    const told = resourceSpans.flatMap(({ scopeSpans }) => scopeSpans.flatMap((one) => one.spans))
    for (const { attributes, ...span } of told) {
      const values = attributes.map(({ key, value }) => [key, Object.values(value)[0]])
      spans.push({ ...span, attributes: Object.fromEntries(values) })
    }
  }
  const server = createServer((request, response) => {
    const answer = (status: number) => response.writeHead(status, { 'content-type': 'application/json' }).end('{}')
    keep(request).then(
      () => answer(200),
      () => answer(400),
    )
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return { url: `http://127.0.0.1:${port}`, spans, stop: () => server.close() }
}
