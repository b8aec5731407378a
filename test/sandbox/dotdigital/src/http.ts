import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
} from 'express'
import type { Calls } from './calls.js'
import type { Faults, TakenFault } from './faults.js'
import type { Allowance } from './rate-limits.js'
import { type Input, type Reply, type Route, type Tier, v2Refusal, v3Refusal } from './reply.js'

export interface HttpNeeds {
  readonly routes: readonly Route[]
  readonly calls: Calls
  readonly faults: Faults
  readonly mayEnter: (authorization: string | undefined) => boolean
  readonly allowance: (tier: Tier, at: Date) => Allowance
  /** Runs what is due; called before each handler. */
  readonly settle: () => void
  /** Makes durable what the handler changed; called before each answer. */
  readonly flush: () => void
  readonly now: () => Date
}

/** The largest import (importcontacts on developer.dotdigital.com). */
const largestBody = '50mb'

export const httpOf = (needs: HttpNeeds): Express => {
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use(express.json({ limit: largestBody, strict: false }))
  for (const route of needs.routes)
    app[route.method](route.path.replaceAll(/\{(\w+)\}/g, ':$1'), answering(needs, route))
  app.use((request, response) =>
    send(needs, response, { reply: { status: 404 }, method: request.method, path: request.path }),
  )
  app.use(badJson(needs))
  return app
}

const answering =
  (needs: HttpNeeds, route: Route): RequestHandler =>
  async (request, response) => {
    const call = { method: request.method, path: route.path }
    const fault = isControl(route) ? undefined : needs.faults.take(request.method, request.path)
    if (fault?.do === 'delay') await elapsed(fault.delayMs ?? 0)
    if (fault?.do === 'cut-before') return cut(needs, response, call)
    if (fault?.do === 'status') return send(needs, response, { ...call, reply: faultyReply(fault, response) })
    needs.settle()
    const reply = replyTo(needs, route, request, response)
    needs.flush()
    if (fault?.do === 'cut-after') return cut(needs, response, call)
    send(needs, response, { ...call, reply })
  }

const elapsed = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms))

const faultyReply = ({ status, body, retryAfterSeconds }: TakenFault, response: Response): Reply => {
  if (retryAfterSeconds !== undefined) response.set('Retry-After', String(retryAfterSeconds))
  return { status: status ?? 500, body }
}

const replyTo = (needs: HttpNeeds, route: Route, request: Request, response: Response): Reply => {
  const at = needs.now()
  if (!isControl(route)) {
    if (!needs.mayEnter(request.get('authorization'))) return unauthorised(route)
    const { isExceeded, headers } = needs.allowance(route.tier, at)
    response.set(headers)
    // The body of this answer is not documented.
    if (isExceeded) return { status: 429 }
  }
  return route.handle(inputOf(request, at))
}

const inputOf = (request: Request, at: Date): Input => ({
  params: request.params as Record<string, string>,
  query: request.query as Record<string, string | undefined>,
  body: request.body as unknown,
  at,
  origin: `${request.protocol}://${request.get('host') ?? ''}`,
})

const isControl = ({ path }: Pick<Route, 'path'>): boolean => path.startsWith('/_sandbox/')

/** v3's body is not documented. */
const unauthorised = ({ path }: Route): Reply =>
  path.startsWith('/v2/')
    ? { status: 401, body: { message: 'Authorization has been denied for this request.' } }
    : { status: 401, type: 'json' }

interface Sending {
  readonly method: string
  readonly path: string
  readonly reply: Reply
}

const send = ({ calls, now }: HttpNeeds, response: Response, { method, path, reply }: Sending): void => {
  if (!path.startsWith('/_sandbox/')) calls.add({ method, path, status: reply.status, at: now().toISOString() })
  response.status(reply.status)
  if (reply.type !== undefined) return void response.type(reply.type).send(reply.body)
  if (reply.body === undefined) return void response.end()
  response.json(reply.body)
}

const cut = (
  { calls, now }: HttpNeeds,
  response: Response,
  { method, path }: Pick<Sending, 'method' | 'path'>,
): void => {
  calls.add({ method, path, status: 0, at: now().toISOString() })
  response.socket?.destroy()
}

const badJson =
  (needs: HttpNeeds): ErrorRequestHandler =>
  (failure: unknown, request, response, next) => {
    if (response.headersSent) return void next(failure)
    const isTheirs = failure instanceof SyntaxError || (failure instanceof Error && 'expose' in failure)
    const service = request.path.split('/')[1] ?? ''
    const badly =
      service === 'v2'
        ? v2Refusal(400, 'ERROR_MALFORMED_REQUEST')
        : v3Refusal(400, `${service}:badJson`, 'The request JSON is badly formed')
    send(needs, response, {
      method: request.method,
      path: request.path,
      reply: isTheirs ? badly : { status: 500, body: { message: String(failure) } },
    })
  }
