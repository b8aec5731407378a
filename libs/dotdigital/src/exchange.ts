import { inSpan, SpanKind } from '@concord/contracts'
import { type Dispatcher, Pool } from 'undici'
import type { Answer } from './answer.js'
import { type Call, targetOf } from './call.js'
import { BodyTooLarge, OutcomeUnknown, PlatformUnavailable } from './errors.js'
import { writeJson } from './exact-json.js'

/** The connections to one address. */
export interface Exchange {
  /**
   * One request and its answer, read to its end, whatever its status.
   *
   * @throws BodyTooLarge before anything leaves
   * @throws PlatformUnavailable without a whole answer
   * @throws OutcomeUnknown so too, for a send of which a part may have left
   */
  request(call: Call<unknown>, signal: AbortSignal): Promise<Answer>
  /** Lets requests in flight end. */
  close(): Promise<void>
}

interface Needs {
  readonly user: string
  readonly password: string
  readonly timeoutMs: number
}

/** Connections to one account for all but sends; rate tiers, not connections, are what limits it. */
const connections = 8

/** A page holds at most 5000 contacts of some kilobytes; anything far beyond is not Dotdigital speaking. */
const maxAnswerBytes = 128 * 1024 * 1024

/**
 * Keep-alive for everything but sends: a kept connection that the other end has just given up looks like a cut line, and
 * would turn a send that never arrived into one whose outcome is unknown. Nor do sends wait here for one another: where
 * time ran out, nobody could tell one that waited from one that left.
 */
export const openExchange = (url: string, { user, password, timeoutMs }: Needs): Exchange => {
  const base = new URL(url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const limits = {
    // A resumed session would show the certificate of its beginning, however long ago that was.
    maxCachedSessions: 0,
    connect: { timeout: Math.min(10_000, timeoutMs) },
    maxResponseSize: maxAnswerBytes,
  }
  const reads = new Pool(base.origin, { ...limits, connections })
  const sends = new Pool(base.origin, { ...limits, pipelining: 0 })
  const authorization = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`

  return {
    request: async (call, signal) =>
      exchanged(call.isSend === true ? sends : reads, call, {
        method: call.method,
        path: prefix + targetOf(call),
        headers: headersFor(call, authorization),
        body: bodyOf(call),
        signal,
      }),
    close: async () => void (await Promise.all([reads.close(), sends.close()])),
  }
}

const bodyOf = ({ method, path, body, maxBytes = Infinity }: Call<unknown>): string | null => {
  if (body === undefined) return null
  const written = writeJson(body)
  const bytes = Buffer.byteLength(written)
  if (bytes > maxBytes) throw new BodyTooLarge(`${method} ${path} was not made: its body has ${bytes} bytes`)
  return written
}

const headersFor = ({ body }: Call<unknown>, authorization: string): Record<string, string> => ({
  authorization,
  accept: 'application/json, text/csv, */*;q=0.1',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
})

/** A span is named after the operation; its address may hold somebody's, and is left out. */
const exchanged = async (pool: Pool, call: Call<unknown>, request: Dispatcher.RequestOptions): Promise<Answer> => {
  const operation = `${call.method} ${call.path}`
  const attributes = { 'http.request.method': call.method, 'url.template': call.path, 'concord.tier': call.tier }
  try {
    return await inSpan(operation, { kind: SpanKind.CLIENT, attributes }, async (span) => {
      const { statusCode, headers, body } = await pool.request(request)
      span.setAttribute('http.response.status_code', statusCode)
      return { status: statusCode, headers, body: await body.text() }
    })
  } catch (cause) {
    if (call.isSend === true && !neverLeft(cause))
      throw new OutcomeUnknown(`${operation} left and was not answered`, cause)
    throw new PlatformUnavailable(`${operation} was not answered`, { cause })
  }
}

/**
 * Codes of a request that never had a connection. Nothing here destroys a pool before its calls in flight have ended, so
 * the last two are only met by what was asked for afterwards.
 */
const codesBeforeLeaving: ReadonlySet<string | undefined> = new Set([
  'UND_ERR_CONNECT_TIMEOUT',
  'UND_ERR_CLOSED',
  'UND_ERR_DESTROYED',
])

/** Whether no byte of the request can have reached the other end: the connection was never made. */
const neverLeft = (cause: unknown): boolean => {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(neverLeft)
  if (!(cause instanceof Error)) return false
  const { code, syscall } = cause as NodeJS.ErrnoException
  return codesBeforeLeaving.has(code) || syscall === 'connect' || syscall === 'getaddrinfo'
}
