import { Pool, type Dispatcher } from 'undici'
import { MiraklUnavailable } from './errors.js'
import { readJson } from './json.js'
import { refusal } from './refusal.js'

/** What an operation is asked with; undefined values are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface Answer {
  readonly body: unknown
  /** The address in `Link: <…>; rel="next"`, where one was sent. */
  readonly nextLink?: string | undefined
}

/** Reads one operation, without retries; what it throws is in errors.ts. */
export type Get = (operation: string, path: string, query?: Query) => Promise<Answer>

export interface HttpOptions {
  /** With its path prefix, without `/api`: `https://acme-prod.mirakl.net`. */
  readonly url: string
  readonly apiKey: string
  /** `raw` for API keys (legacy) and seller keys, `bearer` for OAuth tokens. */
  readonly scheme: 'raw' | 'bearer'
  /** From the first byte out to the last byte in, connecting included. */
  readonly timeoutMs: number
}

/** A page holds at most 100 orders, some tens of kilobytes each; anything far beyond is not Mirakl speaking. */
const maxAnswerBytes = 64 * 1024 * 1024

/** Connections to one Mirakl; eight are plenty for an API that is read page by page. */
const connections = 8

export const createHttp = (options: HttpOptions): { get: Get; close: () => Promise<void> } => {
  const base = new URL(options.url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const pool = new Pool(base.origin, {
    connections,
    connect: { timeout: options.timeoutMs },
    maxResponseSize: maxAnswerBytes,
  })
  const authorization = options.scheme === 'bearer' ? `Bearer ${options.apiKey}` : options.apiKey

  const get: Get = async (operation, path, query = {}) => {
    const { statusCode, headers, text } = await exchange(operation, pool, {
      method: 'GET',
      path: `${prefix}${path}${queryText(query)}`,
      headers: { authorization, accept: 'application/json' },
      signal: AbortSignal.timeout(options.timeoutMs),
    })
    if (statusCode < 200 || statusCode > 299) throw refusal(operation, statusCode, headers, text)
    return { body: parseBody(operation, text), nextLink: nextIn(headers['link']) }
  }
  return { get, close: () => pool.close() }
}

const exchange = async (operation: string, pool: Pool, request: Dispatcher.RequestOptions) => {
  try {
    const { statusCode, headers, body } = await pool.request(request)
    return { statusCode, headers, text: await body.text() }
  } catch (cause) {
    throw new MiraklUnavailable(`${operation}: no whole answer from Mirakl`, cause)
  }
}

/** The syntax error is not kept as a cause, since it quotes the payload. */
const parseBody = (operation: string, text: string): unknown => {
  try {
    return readJson(text)
  } catch {
    throw new MiraklUnavailable(`${operation}: the answer is cut or not JSON`)
  }
}

const queryText = (query: Query): string => {
  const given = new URLSearchParams()
  for (const [name, value] of Object.entries(query)) if (value !== undefined) given.set(name, String(value))
  return given.size === 0 ? '' : `?${given.toString()}`
}

const nextIn = (link: string | string[] | undefined): string | undefined =>
  /<([^>]*)>\s*;[^,<]*\brel="?next"?/.exec([link ?? []].flat().join(','))?.[1]
