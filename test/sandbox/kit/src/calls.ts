import type { Request, RequestHandler, Response } from 'express'
import { z } from 'zod'
import { textOf } from './bodies.js'
import { collectChunks, heldBack } from './chunks.js'

/** One call received, as it went over the wire; credentials are never kept. */
export interface Call {
  /** Counts from 1, and on over what is no longer kept. */
  readonly number: number
  /** By the sandbox's clock. */
  readonly at: string
  readonly method: string
  readonly path: string
  /** As sent, without the question mark. */
  readonly query: string
  readonly requestType?: string | undefined
  readonly requestBody: string
  /** 0 where the line was broken before any answer. */
  readonly status: number
  readonly headers: Readonly<Record<string, unknown>>
  /** What the sandbox answered, also where a fault kept it from arriving whole. */
  readonly body: string
}

/** Which calls a log is asked for, as texts of a query or as values. */
export const Meter = z.object({
  method: z.string().optional(),
  /** Any part of path and query. */
  path: z.string().optional(),
  status: z.coerce.number().int().optional(),
  /** Only calls with a higher number. */
  after: z.coerce.number().int().optional(),
})
export type Meter = z.output<typeof Meter>

export interface CallLog {
  readonly record: RequestHandler
  list(meter?: Meter): readonly Call[]
  clear(): void
}

const mostCalls = 10_000
/** Characters of all bodies together. */
const mostText = 128 * 1024 * 1024

/** The last calls; older ones are dropped, so that a sandbox can run for weeks. Goes before `wholeBody`, whose refusals are answers too. */
export const createCallLog = (now: () => Date): CallLog => {
  let calls: Call[] = []
  let text = 0
  let count = 0
  const add = (call: Call): void => {
    calls.push(call)
    text += lengthOf(call)
    let surplus = Math.max(0, calls.length - mostCalls)
    for (const old of calls.slice(0, -1)) {
      if (text <= mostText) break
      text -= lengthOf(old)
      surplus += 1
    }
    if (surplus > 0) calls = calls.slice(surplus)
  }
  const record: RequestHandler = (request, response, next) => {
    const at = now().toISOString()
    const body = captured(response)
    response.once('close', () => add({ number: (count += 1), at, ...toldOf(request, response, body()) }))
    next()
  }
  return {
    record,
    list: (meter = {}) => calls.filter((call) => matches(call, meter)),
    clear: () => {
      calls = []
      text = 0
    },
  }
}

const lengthOf = ({ requestBody, body }: Call): number => requestBody.length + body.length

const matches = (call: Call, { method, path, status, after }: Meter): boolean =>
  (method === undefined || method.toUpperCase() === call.method) &&
  (path === undefined || `${call.path}?${call.query}`.includes(path)) &&
  (status === undefined || status === call.status) &&
  (after === undefined || call.number > after)

const toldOf = (request: Request, response: Response, body: string): Omit<Call, 'number' | 'at'> => {
  const [path = '', query = ''] = request.originalUrl.split('?', 2)
  const isSecret = path.endsWith('/oauth/token')
  return {
    method: request.method,
    path,
    query,
    requestType: request.get('content-type'),
    requestBody: isSecret ? '' : textOf(request),
    status: response.headersSent ? response.statusCode : 0,
    headers: response.getHeaders(),
    body: isSecret ? '' : body,
  }
}

/** What the handlers hand to the response, whatever a fault makes of it afterwards. */
const captured = (response: Response): (() => string) => {
  const { keep, whole } = collectChunks()
  const write = response.write.bind(response)
  const end = response.end.bind(response)
  response.write = (...given: unknown[]) => {
    keep(given[0])
    return write(...(given as Parameters<typeof write>))
  }
  response.end = (...given: unknown[]) => {
    keep(given[0])
    return end(...(given as Parameters<typeof end>))
  }
  return () => (heldBack.get(response) ?? whole()).toString('utf8')
}
