import { type Dispatcher, Pool } from 'undici'
import type { Answer, Reader } from './answer.js'
import { AnswerNotUnderstood, OutcomeUnknown, PlatformUnavailable } from './errors.js'
import { rateOf, type Rate } from './rate.js'
import { refusal, type Asked } from './refusal.js'

/** One operation of the API. */
export interface Call<T> {
  readonly method: 'GET' | 'POST' | 'PUT' | 'DELETE'
  /** With names in braces, like `/contacts/v3/{identifier}/{value}`. */
  readonly path: string
  /** What the braces stand for; encoded here. */
  readonly values?: Readonly<Record<string, string | number>>
  /** Undefined values are left out. */
  readonly query?: Readonly<Record<string, string | number | undefined>>
  readonly body?: unknown
  readonly read: Reader<T>
  /** Repeating it may send a message twice, so a failure says whether it may have happened. */
  readonly isSend?: boolean
}

/** Does one call, once; what it throws is in errors.ts. */
export type Ask = <T>(call: Call<T>) => Promise<T>

export interface ConnectionOptions {
  readonly user: string
  readonly password: string
  /** From the first byte out to the last byte in, connecting included. */
  readonly timeoutMs: number
  readonly onRate: (rate: Rate) => void
  readonly now: () => Date
}

export interface Connection {
  readonly ask: Ask
  readonly close: () => Promise<void>
}

/** Connections to one account; rate tiers, not connections, are what limits it. */
const connections = 8

/**
 * Keep-alive for everything but sends: a kept connection that the other end has just given up looks like a cut line, and
 * would turn a send that never arrived into one whose outcome is unknown.
 */
export const connect = (url: string, options: ConnectionOptions): Connection => {
  const base = new URL(url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const limits = { connections, connect: { timeout: Math.min(10_000, options.timeoutMs) } }
  const reads = new Pool(base.origin, limits)
  const sends = new Pool(base.origin, { ...limits, pipelining: 0 })
  const authorization = `Basic ${Buffer.from(`${options.user}:${options.password}`).toString('base64')}`

  const ask: Ask = async (call) => {
    const asked: Asked = { operation: `${call.method} ${call.path}`, isSend: call.isSend === true, at: options.now() }
    const answer = await exchange(asked.isSend ? sends : reads, asked, {
      method: call.method,
      path: prefix + pathOf(call) + queryOf(call),
      headers: headersFor(call, authorization),
      body: call.body === undefined ? null : JSON.stringify(call.body),
      signal: AbortSignal.timeout(options.timeoutMs),
    })
    const rate = rateOf(answer.headers)
    if (rate !== undefined) options.onRate(rate)
    if (answer.status < 200 || answer.status > 299) throw refusal(asked, answer)
    return understood(asked, call.read, answer.body)
  }
  return { ask, close: async () => void (await Promise.all([reads.close(), sends.close()])) }
}

const headersFor = ({ body }: Call<unknown>, authorization: string): Record<string, string> => ({
  authorization,
  accept: 'application/json, text/csv, */*;q=0.1',
  ...(body === undefined ? {} : { 'content-type': 'application/json' }),
})

const exchange = async (pool: Pool, asked: Asked, request: Dispatcher.RequestOptions): Promise<Answer> => {
  try {
    const { statusCode, headers, body } = await pool.request(request)
    return { status: statusCode, headers, body: await body.text() }
  } catch (cause) {
    if (asked.isSend && !neverLeft(cause))
      throw new OutcomeUnknown(`${asked.operation} left and was not answered`, cause)
    throw new PlatformUnavailable(`${asked.operation} was not answered`, { cause })
  }
}

const understood = <T>(asked: Asked, read: Reader<T>, body: string): T => {
  try {
    return read(body)
  } catch (cause) {
    const told = `${asked.operation} succeeded with an answer that is not understood`
    throw asked.isSend ? new OutcomeUnknown(told, cause) : new AnswerNotUnderstood(told, cause)
  }
}

/** Whether no byte of the request can have reached the other end: the connection was never made. */
const neverLeft = (cause: unknown): boolean => {
  if (cause instanceof AggregateError) return cause.errors.length > 0 && cause.errors.every(neverLeft)
  if (!(cause instanceof Error)) return false
  const { code, syscall } = cause as NodeJS.ErrnoException
  return code === 'UND_ERR_CONNECT_TIMEOUT' || syscall === 'connect' || syscall === 'getaddrinfo'
}

const pathOf = ({ path, values = {} }: Call<unknown>): string =>
  path.replace(/\{(\w+)\}/g, (_, name: string) => encodeURIComponent(String(values[name] ?? '')))

const queryOf = ({ query = {} }: Call<unknown>): string => {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.append(name, String(value))
  return given.size === 0 ? '' : `?${given.toString()}`
}
