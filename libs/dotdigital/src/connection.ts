import pRetry from 'p-retry'
import { type Dispatcher, Pool } from 'undici'
import { type Answer, NotJson, type Reader } from './answer.js'
import { type Ask, type Call, targetOf } from './call.js'
import { AnswerNotUnderstood, OutcomeUnknown, PlatformUnavailable, QuotaExceeded, RateLimited } from './errors.js'
import { writeJson } from './exact-json.js'
import { rateOf } from './rate.js'
import type { RateTiers } from './rate-tiers.js'
import { refusal, type Asked } from './refusal.js'

export interface ConnectionOptions {
  readonly user: string
  readonly password: string
  /** From the first byte out to the last byte in, connecting, repeats and the rests between them included. */
  readonly timeoutMs: number
  readonly retries: number
  readonly tiers: RateTiers
  readonly now: () => Date
}

export interface Connection {
  readonly ask: Ask
  readonly close: () => Promise<void>
}

/** Connections to one account for all but sends; rate tiers, not connections, are what limits it. */
const connections = 8

/** A page holds at most 5000 contacts of some kilobytes; anything far beyond is not Dotdigital speaking. */
const maxAnswerBytes = 128 * 1024 * 1024

/** Before the second try, in milliseconds; doubled before the third and so on, and up to twice that by chance. */
const firstRestMs = 200

/**
 * Keep-alive for everything but sends: a kept connection that the other end has just given up looks like a cut line, and
 * would turn a send that never arrived into one whose outcome is unknown. Nor do sends wait here for one another: where
 * time ran out, nobody could tell one that waited from one that left.
 */
export const connect = (url: string, options: ConnectionOptions): Connection => {
  const base = new URL(url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const limits = {
    connect: { timeout: Math.min(10_000, options.timeoutMs) },
    maxResponseSize: maxAnswerBytes,
  }
  const reads = new Pool(base.origin, { ...limits, connections })
  const sends = new Pool(base.origin, { ...limits, pipelining: 0 })
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`

  const ask: Ask = async (call) => {
    const timeUp = timer(options.timeoutMs)
    return repeated(call, options, async () => {
      await options.tiers.enter(call.tier)
      const asked = { operation: `${call.method} ${call.path}`, isSend: call.isSend === true }
      const answer = await exchange(asked.isSend ? sends : reads, asked, {
        method: call.method,
        path: prefix + targetOf(call),
        headers: headersFor(call, authorization),
        body: call.body === undefined ? null : writeJson(call.body),
        signal: timeUp(),
      })
      return meaning(call, { ...asked, at: options.now() }, answer, options.tiers)
    })
  }
  return { ask, close: async () => void (await Promise.all([reads.close(), sends.close()])) }
}

/** Starts at the first call of what it returns, so that waiting for a tier is not counted against the first try. */
const timer = (ms: number): (() => AbortSignal) => {
  let signal: AbortSignal | undefined
  return () => (signal ??= AbortSignal.timeout(ms))
}

/** Of reads and deletions only: they may be made twice. Whoever was told when to come again does so itself. */
const repeated = <T>({ method }: Call<T>, options: ConnectionOptions, attempt: () => Promise<T>): Promise<T> =>
  pRetry(attempt, {
    retries: method === 'GET' || method === 'DELETE' ? options.retries : 0,
    minTimeout: firstRestMs,
    randomize: true,
    maxRetryTime: options.timeoutMs,
    shouldRetry: ({ error }) => error instanceof PlatformUnavailable && error.retryAfterMs === undefined,
  })

const headersFor = ({ body }: Call<unknown>, authorization: string): Record<string, string> => ({
  authorization,
  accept: 'application/json, text/csv, */*;q=0.1',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
})

const exchange = async (pool: Pool, asked: Omit<Asked, 'at'>, request: Dispatcher.RequestOptions): Promise<Answer> => {
  try {
    const { statusCode, headers, body } = await pool.request(request)
    return { status: statusCode, headers, body: await body.text() }
  } catch (cause) {
    if (asked.isSend && !neverLeft(cause))
      throw new OutcomeUnknown(`${asked.operation} left and was not answered`, cause)
    throw new PlatformUnavailable(`${asked.operation} was not answered`, { cause })
  }
}

const meaning = <T>(call: Call<T>, asked: Asked, answer: Answer, tiers: RateTiers): T => {
  const rate = rateOf(answer.headers)
  if (rate !== undefined) tiers.told(call.tier, rate)
  if (answer.status >= 200 && answer.status <= 299) return understood(asked, call.read, answer.body)
  const failure = refusal(asked, answer)
  if (failure instanceof RateLimited) tiers.exhausted(call.tier, failure.freeAt(asked.at))
  if (failure instanceof QuotaExceeded) tiers.exhausted('account', undefined)
  throw failure
}

const understood = <T>(asked: Asked, read: Reader<T>, body: string): T => {
  try {
    return read(body)
  } catch (cause) {
    const told = `${asked.operation} succeeded with an answer that is ${cause instanceof NotJson ? 'cut' : 'not understood'}`
    if (asked.isSend) throw new OutcomeUnknown(told, cause)
    throw cause instanceof NotJson ? new PlatformUnavailable(told, { cause }) : new AnswerNotUnderstood(told, cause)
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
