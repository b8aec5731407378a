import {
  type Attributes,
  type Context,
  context,
  isSpanContextValid,
  ROOT_CONTEXT,
  type Span,
  SpanKind,
  SpanStatusCode,
  trace,
} from '@opentelemetry/api'
import { isTraceparent, newTraceparent } from './trace.js'

interface Work {
  readonly kind?: SpanKind
  /** Ids, names and numbers; never what a person is called or reached by, and never a secret. */
  readonly attributes?: Attributes
  /** The span it follows from, as W3C's `traceparent`; left out: the one at work here, if any. */
  readonly parent?: string | undefined
}

const tracer = trace.getTracer('concord')

/** Does a piece of work as a span of its own; where nobody traces, it is only done. */
export const inSpan = <T>(name: string, { parent, ...options }: Work, work: (span: Span) => Promise<T>): Promise<T> =>
  tracer.startActiveSpan(name, options, parent === undefined ? context.active() : contextOf(parent), async (span) => {
    try {
      return await work(span)
    } catch (failure) {
      failed(span, failure)
      throw failure
    } finally {
      span.end()
    }
  })

/** Marks a span as failed by what kind of failure it was; what it says may quote somebody. */
export const failed = (span: Span, failure: unknown): void => {
  span.setAttribute('error.type', kindOf(failure))
  span.setStatus({ code: SpanStatusCode.ERROR })
}

const kindOf = (failure: unknown): string => {
  const { code, name } = failure as { readonly code?: unknown; readonly name?: unknown }
  if (typeof code === 'string') return code
  return typeof name === 'string' ? name : typeof failure
}

/** A span that lies between these two instants, in milliseconds since 1970, of what is at work here; none where nothing is. */
export const spanBetween = (
  name: string,
  attributes: Attributes,
  [startTime, endTime]: readonly [number, number],
): void => {
  if (trace.getActiveSpan()?.isRecording() !== true) return
  tracer.startSpan(name, { kind: SpanKind.CLIENT, attributes, startTime }).end(endTime)
}

/** The span at work here as W3C's `traceparent`; undefined where nobody traces. */
export const activeTraceparent = (): string | undefined => traceparentOf(trace.getActiveSpan())

/**
 * Begins the span of a message that leaves: it follows from the work at hand where that is of the same trace, else from
 * whatever its cause was.
 *
 * @returns also the `traceparent` to send it under: that of its cause where nobody traces, or of a new trace
 */
export const beginMessageSpan = (
  name: string,
  attributes: Attributes,
  traceparent: string | undefined,
): { readonly span: Span; readonly traceparent: string } => {
  const active = activeTraceparent()
  const parent = traceIn(active) === traceIn(traceparent) || traceparent === undefined ? active : traceparent
  const span = tracer.startSpan(name, { kind: SpanKind.PRODUCER, attributes }, contextOf(parent))
  return { span, traceparent: traceparentOf(span) ?? newTraceparent() }
}

const traceIn = (traceparent: string | undefined): string | undefined => traceparent?.split('-')[1]

const traceparentOf = (span: Span | undefined): string | undefined => {
  const found = span?.spanContext()
  if (found === undefined || !isSpanContextValid(found)) return undefined
  return `00-${found.traceId}-${found.spanId}-${found.traceFlags.toString(16).padStart(2, '0')}`
}

const contextOf = (traceparent: string | undefined): Context => {
  if (traceparent === undefined || !isTraceparent(traceparent)) return ROOT_CONTEXT
  const [, traceId = '', spanId = '', flags = '0'] = traceparent.split('-')
  return trace.setSpanContext(ROOT_CONTEXT, { traceId, spanId, traceFlags: Number.parseInt(flags, 16), isRemote: true })
}

export { type Span, SpanKind } from '@opentelemetry/api'
