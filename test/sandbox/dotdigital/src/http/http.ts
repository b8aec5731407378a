import {
  type CallLog,
  type Faults,
  markNotServed,
  readJson,
  refuseUnread,
  textOf,
  wholeBody,
} from '@concord/sandbox-kit'
import express, {
  type ErrorRequestHandler,
  type Express,
  type Request,
  type RequestHandler,
  type Response,
  type Router,
} from 'express'
import { type Admit, refusedBy } from './admission.js'
import type { RateLimits } from './rate-limits.js'
import { type Input, type Reply, type Route } from './reply.js'
import type { DotdigitalSettings } from '../settings.js'
import type { Store } from '../memory/store.js'
import { badContentType, badJson, saidWith } from './vendor-words.js'
import { spoken } from './wording.js'

export interface HttpNeeds {
  readonly store: Store
  readonly routes: readonly Route[]
  /** Everything under `/_sandbox`. */
  readonly control: Router
  readonly calls: CallLog
  readonly faults: Faults
  readonly limits: RateLimits
  /** Whether a call may be handled, or why not. */
  readonly admit: Admit
  /** Runs what is due; called before each handler. */
  readonly settle: () => void
  /** Makes durable what the handler changed; called before each answer. */
  readonly flush: () => void
}

/** The largest import (importcontacts on developer.dotdigital.com). */
const largestBody = '50mb'

export const httpOf = (needs: HttpNeeds): Express => {
  const { routes, control, calls, faults, store } = needs
  const app = express()
  app.disable('x-powered-by').disable('etag')
  app.use((request, response, next) => {
    // What is due is taken back by a reset, which must do its work whatever became of the rest.
    if (request.path !== '/_sandbox/reset') needs.settle()
    response.set('Date', store.now().toUTCString())
    next()
  })
  app.use('/_sandbox', control)
  app.use(calls.record, wholeBody(largestBody), faults.spoil(refusedBy(needs)), refuseUnread)
  for (const route of routes) app[route.method](expressPath(route), answering(needs, route))
  app.use(markNotServed, (_request, response) => void response.status(404).end())
  app.use(problems(needs))
  return app
}

/** Routes of the control API, which are asked without credentials, limits and faults. */
export const addControl = (
  router: Router,
  routes: readonly Route[],
  needs: Pick<HttpNeeds, 'store' | 'flush' | 'limits'>,
): void => {
  for (const route of routes) {
    router[route.method](expressPath(route).replace('/_sandbox', ''), (request, response) => {
      const reply = route.handle(inputOf(request, needs, request.body))
      needs.flush()
      send(response, reply)
    })
  }
}

const expressPath = ({ path }: Route): string => path.replaceAll(/\{(\w+)\}/g, ':$1')

const answering =
  (needs: HttpNeeds, route: Route): RequestHandler =>
  (request, response) => {
    const reply = replyTo(needs, route, request, response)
    needs.flush()
    send(response, spoken(reply, route, needs.store.settings.now()))
  }

const replyTo = (needs: HttpNeeds, route: Route, request: Request, response: Response): Reply => {
  const { refusal, headers } = needs.admit(route, request.get('authorization'))
  response.set(headers)
  if (refusal !== undefined) return refusal
  if (isOtherThanJson(request)) return badContentType(request.path)
  return route.handle(inputOf(request, needs, readJson(request)))
}

const isOtherThanJson = (request: Request): boolean =>
  textOf(request) !== '' && request.get('content-type')?.includes('json') === false

const inputOf = (request: Request, { store, limits }: Pick<HttpNeeds, 'store' | 'limits'>, body: unknown): Input => ({
  params: request.params as Record<string, string>,
  query: queryOf(request, store.settings.now()),
  body,
  headers: request.headers,
  at: store.now(),
  callsInLastHour: limits.callsInLastHour(store.now()),
  origin: `${request.protocol}://${request.get('host') ?? ''}`,
  path: request.path,
})

/** Of a parameter that comes twice, the last is taken. */
const queryOf = (request: Request, { filterOffset }: DotdigitalSettings): Input['query'] =>
  Object.fromEntries(
    Object.entries(request.query).map(([name, value]) => {
      const text = [value].flat().at(-1)
      return [name, typeof text === 'string' && filterOffset === 'lenient' ? withZ(text) : text] as const
    }),
  ) as Input['query']

/** The Magento connector's offset has a space where it sent its plus as it is. */
const withZ = (text: string): string => text.replace(/[+ ]00:00$/, 'Z')

const send = (response: Response, reply: Reply): void => {
  response.status(reply.status).set(reply.headers ?? {})
  if (reply.type !== undefined) return void response.type(reply.type).send(reply.body)
  if (reply.body === undefined) return void response.end()
  response.json(reply.body)
}

/** A body that cannot be read is refused; anything else is an error of the sandbox. */
const problems =
  ({ store }: HttpNeeds): ErrorRequestHandler =>
  (failure: unknown, request, response, next) => {
    if (response.headersSent) return void next(failure)
    if (failure instanceof SyntaxError) return send(response, badJson(request.path))
    const status = failure instanceof Error && 'status' in failure ? Number(failure.status) : 500
    if (status < 500) return send(response, saidWith(status, request.path, store.settings.now()))
    send(response, { status, body: { message: String(failure) } })
  }
