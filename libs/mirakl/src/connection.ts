import { inSpan, type Span, SpanKind } from '@concord/contracts'
import { Agent, Pool, type Dispatcher } from 'undici'
import { MiraklUnavailable } from './errors.js'

export type Headers = Dispatcher.ResponseData['headers']

/** An answer that came whole, whatever its status. */
export interface Reply {
  readonly status: number
  readonly headers: Headers
  readonly text: string
}

export interface Sent {
  readonly method: 'GET' | 'POST' | 'PUT'
  /** With its query, without the address's prefix. */
  readonly path: string
  readonly authorization: string
  readonly body?: string | undefined
}

/** A 2xx whose body is still coming, or any other answer, whole. */
export interface OpenReply extends Reply {
  readonly pieces: AsyncIterable<Uint8Array>
}

export interface Connection {
  /** @throws MiraklUnavailable for whatever is not a whole answer before `signal` fires */
  exchange(name: string, sent: Sent, signal: AbortSignal): Promise<Reply>
  /** A GET of any address, for a body too large to hold; `timeoutMs` counts between two pieces of it. */
  open(name: string, address: URL, authorization: string | undefined): Promise<OpenReply>
  /** `application/x-www-form-urlencoded`, to an address of its own. */
  postForm(name: string, address: string, form: string): Promise<Reply>
  /** Whether `address` is on this very server, so that it may see the credentials. */
  isHome(address: URL): boolean
  close(): Promise<void>
}

/** A page holds at most 100 orders, some tens of kilobytes each; anything far beyond is not Mirakl speaking. */
const maxAnswerBytes = 64 * 1024 * 1024

/** Connections to one Mirakl; eight are plenty for an API that is read page by page. */
const connections = 8

/** A call that left for Mirakl. */
export interface CallMade {
  /** An operation, or `OAuth`. */
  readonly operation: string
  /** Of the answer; undefined without a whole one. */
  readonly status: number | undefined
  readonly ms: number
}

interface Needs {
  readonly url: string
  readonly timeoutMs: number
  readonly onCall?: ((call: CallMade) => void) | undefined
}

export const createConnection = ({ url, timeoutMs, onCall = () => undefined }: Needs): Connection => {
  const base = new URL(url)
  const prefix = base.pathname.replace(/\/+$/, '')
  const timeouts = { connect: { timeout: timeoutMs }, headersTimeout: timeoutMs, bodyTimeout: timeoutMs }
  // A resumed session would show the certificate of its beginning, however long ago that was.
  const options = { ...timeouts, maxCachedSessions: 0 }
  const home = new Pool(base.origin, { ...options, connections, maxResponseSize: maxAnswerBytes })
  const anywhere = new Agent(options)
  const noted = (name: string): Noted => ({ name, onCall })
  return {
    exchange: (name, { method, path, authorization, body }, signal) =>
      whole(noted(name), home, {
        method,
        path: `${prefix}${path}`,
        headers: { authorization, accept: 'application/json', ...(body === undefined ? {} : jsonBody) },
        body: body ?? null,
        signal,
      }),
    open: (name, address, authorization) => opened(noted(name), anywhere, { address, authorization }),
    postForm: (name, address, form) =>
      whole(noted(name), anywhere, {
        ...target(new URL(address)),
        method: 'POST',
        headers: { accept: 'application/json', 'content-type': 'application/x-www-form-urlencoded' },
        body: form,
        signal: AbortSignal.timeout(timeoutMs),
      }),
    isHome: ({ origin }) => origin === base.origin,
    close: async () => {
      await Promise.all([home.close(), anywhere.close()])
    },
  }
}

const jsonBody = { 'content-type': 'application/json' }

const target = ({ origin, pathname, search }: URL) => ({ origin, path: `${pathname}${search}` })

/** A call by its name, and who is told of it. */
interface Noted {
  readonly name: string
  readonly onCall: (call: CallMade) => void
}

const whole = (noted: Noted, dispatcher: Dispatcher, request: Dispatcher.RequestOptions): Promise<Reply> =>
  answered(noted, request.method, async (span) => {
    const { statusCode, headers, body } = await dispatcher.request(request)
    span.setAttribute('http.response.status_code', statusCode)
    return { status: statusCode, headers, text: await body.text() }
  })

const opened = (
  noted: Noted,
  agent: Agent,
  { address, authorization }: { address: URL; authorization: string | undefined },
): Promise<OpenReply> =>
  answered(noted, 'GET', async (span) => {
    const headers = { accept: 'application/json', ...(authorization === undefined ? {} : { authorization }) }
    const { statusCode, ...reply } = await agent.request({ ...target(address), method: 'GET', headers })
    span.setAttribute('http.response.status_code', statusCode)
    const isGood = statusCode >= 200 && statusCode <= 299
    return {
      status: statusCode,
      headers: reply.headers,
      text: isGood ? '' : await reply.body.text(),
      pieces: piecesOf(noted.name, reply.body),
    }
  })

async function* piecesOf(name: string, body: AsyncIterable<unknown>): AsyncGenerator<Uint8Array, void, undefined> {
  try {
    for await (const piece of body) yield piece as Uint8Array
  } catch (cause) {
    throw noWholeAnswer(name, cause)
  }
}

/** One call as a span that is named after its operation; its address may hold ids, and is left out. */
const answered = async <T extends Reply>(
  { name, onCall }: Noted,
  method: string,
  ask: (span: Span) => Promise<T>,
): Promise<T> => {
  const leftAt = performance.now()
  const made = (status: number | undefined): void => onCall({ operation: name, status, ms: performance.now() - leftAt })
  try {
    const attributes = { 'http.request.method': method }
    const reply = await inSpan(`Mirakl ${name}`, { kind: SpanKind.CLIENT, attributes }, ask)
    made(reply.status)
    return reply
  } catch (cause) {
    made(undefined)
    throw noWholeAnswer(name, cause)
  }
}

const noWholeAnswer = (name: string, cause: unknown): MiraklUnavailable =>
  new MiraklUnavailable(`${name}: no whole answer from Mirakl`, cause)
