import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { afterEach } from 'vitest'
import { createMirakl, type Mirakl, type MiraklOptions } from '../client.js'

/** What a server of these tests was asked. */
export interface Seen {
  readonly method: string
  readonly path: string
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

export interface Harness {
  /** Closed after the test, in reverse. */
  closing(close: () => Promise<unknown>): void
  /** A client that repeats nothing unless told to. */
  client(url: string, options?: Partial<MiraklOptions>): Mirakl
  /** A server at an address of its own, with a path prefix. */
  serve(answer: RequestListener): Promise<string>
  /** A server that gives each answer in turn, the last one for ever, and remembers what it was asked. */
  serveInTurn(...answers: readonly RequestListener[]): Promise<{ url: string; seen: readonly Seen[] }>
}

export const key = { apiKey: 'operator-key', scheme: 'raw' } as const

export const createHarness = (): Harness => {
  const open: (() => Promise<unknown>)[] = []
  afterEach(async () => {
    for (const close of open.splice(0).reverse()) await close()
  })
  const serve = async (answer: RequestListener): Promise<string> => {
    const server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    open.push(() => {
      server.closeAllConnections()
      return new Promise((resolve) => server.close(resolve))
    })
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/prefix/`
  }
  return {
    serve,
    closing: (close) => void open.push(close),
    client(url, options = {}) {
      const mirakl = createMirakl({ url, credentials: key, timeoutMs: 5_000, retries: 0, ...options })
      open.push(() => mirakl.close())
      return mirakl
    },
    async serveInTurn(...answers) {
      const seen: Seen[] = []
      const url = await serve((request, response) => {
        const answer = answers[Math.min(seen.length, answers.length - 1)]
        const { method = '', url: path = '', headers } = request
        const at = seen.push({ method, path, headers, body: '' }) - 1
        void text(request).then((body) => {
          seen[at] = { method, path, headers, body }
          answer?.(request, response)
        })
      })
      return { url, seen }
    },
  }
}

type Answer = (request: IncomingMessage, response: ServerResponse) => void

export const json =
  (body: unknown, status = 200, headers: Readonly<Record<string, string>> = {}): Answer =>
  (_request, response) =>
    void response.writeHead(status, { 'content-type': 'application/json', ...headers }).end(JSON.stringify(body))

/** Ends the line without a word. */
export const cut: Answer = (request) => void request.socket.destroy()

/** Promises more than it sends. */
export const truncated =
  (text: string): Answer =>
  (_request, response) => {
    response.writeHead(200, { 'content-length': String(text.length + 100) })
    response.write(text, () => response.destroy())
  }

/** What a promise was rejected with. */
export const failureOf = (promise: Promise<unknown>): Promise<unknown> =>
  promise.then(
    () => undefined,
    (failure: unknown) => failure,
  )

/** All there is; nothing of nothing. */
export const collected = async <T>(items: AsyncIterable<T> | undefined): Promise<readonly T[]> => {
  if (items === undefined) return []
  const all: T[] = []
  for await (const item of items) all.push(item)
  return all
}
