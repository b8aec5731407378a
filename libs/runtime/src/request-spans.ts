import { inSpan, SpanKind } from '@concord/contracts'
import type { RequestHandler } from 'express'

/**
 * Answers each request as a span, in the trace that the caller names by `traceparent`, if any. It is named after the route;
 * addresses and queries may hold ids of people, and are left out.
 */
export const requestSpans =
  (service: string): RequestHandler =>
  (request, response, next) => {
    const parent = request.get('traceparent') ?? ''
    const attributes = { 'http.request.method': request.method, 'concord.service': service }
    void inSpan(request.method, { kind: SpanKind.SERVER, parent, attributes }, async (span) => {
      const over = new Promise<void>((resolve) => response.once('close', resolve))
      next()
      await over
      const { path } = (request.route ?? {}) as { readonly path?: unknown }
      if (typeof path === 'string')
        span.updateName(`${request.method} ${request.baseUrl}${path}`).setAttribute('http.route', path)
      span.setAttribute('http.response.status_code', response.statusCode)
    })
  }
