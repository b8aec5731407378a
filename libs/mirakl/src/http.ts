import type { Call } from './budget.js'
import { type Ask, type CallingOptions, createCalling } from './calling.js'
import { type CallMade, type Connection, createConnection, type Reply, type Sent } from './connection.js'
import { type Authorization, type Credentials, fixedAuthorization } from './credentials.js'
import { MiraklUnavailable } from './errors.js'
import { readJson } from './json.js'
import { oauthAuthorization } from './oauth.js'
import type { Operation } from './operations.js'
import { refusal } from './refusal.js'
import type { Waits } from './waits.js'

/** What an operation is asked with; undefined values are left out. */
export type Query = Readonly<Record<string, string | number | boolean | undefined>>

export interface Answer {
  readonly body: unknown
  /** The address in `Link: <…>; rel="next"`, where one was sent. */
  readonly nextLink?: string | undefined
}

/** Reads one operation; what it throws is in errors.ts. */
export type Get = (operation: Operation, path: string, query?: Query) => Promise<Answer>

/** One method per kind of call. */
export interface Http {
  readonly get: Get
  /** Undefined where Mirakl knows no such thing (404). */
  find(operation: Operation, path: string): Promise<Answer | undefined>
  /** That it answers 2xx, whatever it says. */
  check(operation: Operation, path: string): Promise<void>
  /** Sets values, so that doing it twice is doing it once. */
  put(operation: Operation, path: string, body: unknown): Promise<Answer>
  /** Never repeated: Mirakl may have begun what it did not answer. */
  post(operation: Operation, path: string, body: unknown): Promise<Answer>
  /**
   * A body too large to hold, piece by piece, in no time limit but that between two pieces. Only its opening is
   * repeated. Credentials are shown to the server of `url` alone; a file on any other is asked for without.
   */
  download(operation: Operation, address: string): Promise<AsyncIterable<Uint8Array>>
  readonly waits: Waits['seen']
  /** Finishes what is under way. */
  close(): Promise<void>
}

export interface HttpOptions extends CallingOptions {
  /** With its path prefix, without `/api`: `https://acme-prod.mirakl.net`. */
  readonly url: string
  readonly credentials: Credentials
  /** Told of each call that left, repeats and those for a token included, for whoever counts; must not throw. */
  readonly onCall?: ((call: CallMade) => void) | undefined
}

export const createHttp = (options: HttpOptions): Http => {
  const connection = createConnection(options)
  const { ask, waits } = createCalling(authorizationOf(options.credentials, connection), options)

  const sending = (operation: Operation, sent: Omit<Sent, 'authorization'>) => ({
    operation,
    part: 'first' as const,
    isRepeatable: sent.method !== 'POST',
    send: (authorization: string, signal: AbortSignal) =>
      connection.exchange(operation, { ...sent, authorization }, signal),
  })
  const cycles = createCycles()
  return {
    async get(operation, path, query = {}) {
      const answer = await ask({
        ...sending(operation, { method: 'GET', path: `${path}${queryText(query)}` }),
        part: cycles.partOf(operation, path, query),
        read: answerOf(operation),
      })
      cycles.note(operation, path, query)
      return answer
    },
    find: (operation, path) =>
      ask({
        ...sending(operation, { method: 'GET', path }),
        read: (reply) => (reply.status === 404 ? undefined : answerOf(operation)(reply)),
      }),
    check: (operation, path) => ask({ ...sending(operation, { method: 'GET', path }), read: accepted(operation) }),
    put: (operation, path, body) =>
      ask({
        ...sending(operation, { method: 'PUT', path, body: JSON.stringify(body) }),
        read: answerOf(operation),
      }),
    post: (operation, path, body) =>
      ask({
        ...sending(operation, { method: 'POST', path, body: JSON.stringify(body) }),
        read: answerOf(operation),
      }),
    download: downloading(ask, connection),
    waits,
    close: () => connection.close(),
  }
}

const authorizationOf = (credentials: Credentials, connection: Connection): Authorization =>
  'apiKey' in credentials
    ? fixedAuthorization(credentials)
    : oauthAuthorization(credentials, {
        post: (form) => connection.postForm('OAuth', credentials.tokenUrl, form),
        now: () => performance.now(),
      })

const downloading =
  (ask: Ask, connection: Connection): Http['download'] =>
  async (operation, text) => {
    if (!URL.canParse(text)) throw new MiraklUnavailable(`${operation}: the address of the file is none`)
    const address = new URL(text)
    return ask({
      operation,
      part: 'first',
      isRepeatable: true,
      send: (header) => connection.open(operation, address, connection.isHome(address) ? header : undefined),
      read: (reply) => {
        accepted(operation)(reply)
        return reply.pieces
      },
    })
  }

const accepted =
  (operation: Operation) =>
  (reply: Reply): void => {
    if (reply.status < 200 || reply.status > 299) throw refusal(operation, reply)
  }

const answerOf =
  (operation: Operation) =>
  (reply: Reply): Answer => {
    accepted(operation)(reply)
    return { body: parseBody(operation, reply.text), nextLink: nextIn(reply.headers['link']) }
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

/**
 * A further page belongs to the cycle of the page before it only while nothing else was asked of the operation between
 * them: what comes back to a walk after that begins a cycle of its own. A token says by itself which walk it is of.
 */
const createCycles = () => {
  const last = new Map<Operation, string>()
  const walkOf = (path: string, query: Query): string => `${path}${queryText({ ...query, offset: undefined })}`
  return {
    partOf: (operation: Operation, path: string, query: Query): Call['part'] => {
      const { offset = 0, page_token: token } = query
      const isFurther = Number(offset) > 0 && last.get(operation) === walkOf(path, query)
      return isFurther || token !== undefined ? 'further' : 'first'
    },
    note: (operation: Operation, path: string, query: Query): void => {
      last.set(operation, walkOf(path, query))
    },
  }
}

const nextIn = (link: string | string[] | undefined): string | undefined =>
  /<([^>]*)>\s*;[^,<]*\brel="?next"?/.exec([link ?? []].flat().join(','))?.[1]
