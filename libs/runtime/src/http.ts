import { createServer, type IncomingMessage, type Server, type ServerResponse, STATUS_CODES } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Duplex } from 'node:stream'
import { setTimeout as pause } from 'node:timers/promises'
import { TransientFailure } from '@concord/domain'
import express, { type ErrorRequestHandler, type Express, type RequestHandler, type Response } from 'express'
import { PortTaken } from './errors.js'
import type { Log } from './log.js'
import type { Metrics } from './metrics.js'
import { requestSpans } from './request-spans.js'
import type { Readiness, Service } from './service.js'

/** A problem as RFC 9457 describes it. */
export interface Problem {
  readonly status: number
  readonly title: string
  readonly detail?: string
  readonly [extension: string]: unknown
}

export const sendProblem = (response: Response, problem: Problem): void => {
  response
    .status(problem.status)
    .type('application/problem+json')
    .send(JSON.stringify({ type: 'about:blank', ...problem }))
}

interface Told {
  readonly readiness?: (() => Promise<Readiness>) | undefined
  readonly metrics?: Metrics | undefined
}

/**
 * `/health` (the process answers), `/ready` (it can do its work, where it can tell), `/status`, `/metrics` (those of the
 * whole process) and the service's own routes.
 */
export const httpOf = (
  service: Service,
  log: Log,
  readers: RequestHandler,
  { readiness, metrics }: Told = {},
): Express => {
  const app = express()
  app.disable('x-powered-by')
  app.get('/health', (_request, response) => void response.json({ service: service.name, ok: true }))
  if (readiness !== undefined) app.get('/ready', tellReadiness(service.name, readiness))
  app.get('/status', readers, async (_request, response) => void response.json(await service.status()))
  if (metrics !== undefined) app.get('/metrics', readers, tellMetrics(metrics))
  if (service.http !== undefined) app.use(requestSpans(service.name), service.http)
  app.use((_request, response) =>
    sendProblem(response, { status: 404, title: 'Nothing is here', detail: 'Check the path.' }),
  )
  app.use(refuse(log))
  return app
}

const tellMetrics =
  (metrics: Metrics): RequestHandler =>
  async (_request, response) => {
    const { contentType, text } = await metrics.scrape()
    response.setHeader('Content-Type', contentType)
    response.end(text)
  }

const readinessWaitMs = 3_000

/** No answer in time is one, too: whoever hangs is not ready. */
const tellReadiness =
  (name: string, readiness: () => Promise<Readiness>): RequestHandler =>
  async (_request, response) => {
    const late = pause(readinessWaitMs, { isReady: false, why: 'it gives no answer' }, { ref: false })
    const told: Readiness = await Promise.race([readiness(), late])
    response.status(told.isReady ? 200 : 503).json({ service: name, ...told })
  }

/** What the sender can mend is the sender's to mend; what passes asks for another try; the rest is our bug. */
const refuse =
  (log: Log): ErrorRequestHandler =>
  (failure: unknown, _request, response, next) => {
    if (response.headersSent) return void next(failure)
    const status = statusOf(failure)
    if (status !== undefined && status < 500) {
      const title = STATUS_CODES[status] ?? 'The request cannot be taken'
      return void sendProblem(response, { status, title, detail: 'Check the path, the headers and the body.' })
    }
    log.error('request failed', { failure })
    if (!(failure instanceof TransientFailure))
      return void sendProblem(response, { status: 500, title: 'A fault of ours' })
    response.setHeader('Retry-After', '5')
    sendProblem(response, { status: 503, title: 'Not now', detail: `${failure.code}: send it again in a few seconds.` })
  }

const statusOf = (failure: unknown): number | undefined =>
  failure instanceof Error && 'status' in failure && typeof failure.status === 'number' ? failure.status : undefined

export interface Listening {
  readonly url: string
  /** Takes nothing new; requests in hand have two seconds to be answered. */
  readonly close: () => Promise<void>
}

/** How long a request may take to arrive; Node's own five minutes let slow senders hold connections and memory. */
const patience = { requestTimeout: 30_000, headersTimeout: 10_000, connectionsCheckingInterval: 5_000 }

/** Longer than clients and proxies keep a connection without a request: whoever closes first must not be us, as a request may be on its way. */
const keepAliveTimeout = 65_000

/** @throws PortTaken */
export const listen = (app: Express, port: number, host = '127.0.0.1'): Promise<Listening> =>
  new Promise((resolve, reject) => {
    const server: Server = createServer({ ...patience, keepAliveTimeout }, app).listen(port, host)
    server.on('clientError', refuseBytes)
    server.on('checkExpectation', refuseExpectation)
    server.once('error', (cause) => reject(new PortTaken(port, cause)))
    server.once('listening', () => {
      const { port: taken } = server.address() as AddressInfo
      resolve({ url: `http://${host}:${taken}`, close: () => closed(server) })
    })
  })

const unreadable: Readonly<Record<string, readonly [number, string]>> = {
  HPE_HEADER_OVERFLOW: [431, 'Send fewer or shorter headers.'],
  ERR_HTTP_REQUEST_TIMEOUT: [408, 'Send the whole request without a pause.'],
}

/** What is not even HTTP gets a problem for an answer, too. */
const refuseBytes = (failure: NodeJS.ErrnoException, socket: Duplex): void => {
  if (failure.code === 'ECONNRESET' || !socket.writable) return void socket.destroy()
  const [status, detail] = unreadable[failure.code ?? ''] ?? [400, 'Send a request as HTTP/1.1 has it.']
  const title = STATUS_CODES[status] ?? 'Bad Request'
  const body = JSON.stringify({ type: 'about:blank', status, title, detail })
  const headers = ['Connection: close', 'Content-Type: application/problem+json', `Content-Length: ${body.length}`]
  socket.end(`HTTP/1.1 ${status} ${title}\r\n${headers.join('\r\n')}\r\n\r\n${body}`)
}

const refuseExpectation = (request: IncomingMessage, response: ServerResponse): void => {
  request.resume()
  const detail = 'Expect nothing, or 100-continue.'
  const body = JSON.stringify({ type: 'about:blank', status: 417, title: STATUS_CODES[417], detail })
  response.writeHead(417, { 'Content-Type': 'application/problem+json' }).end(body)
}

const patienceMs = 2_000

const closed = (server: Server): Promise<void> =>
  new Promise((resolve) => {
    const limit = setTimeout(() => server.closeAllConnections(), patienceMs)
    // A connection that was kept alive falls idle only when its last request has been answered.
    const sweep = setInterval(() => server.closeIdleConnections(), 20)
    server.close(() => {
      clearTimeout(limit)
      clearInterval(sweep)
      resolve()
    })
  })
