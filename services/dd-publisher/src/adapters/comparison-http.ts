import { ComparisonRequest, type ComparisonState, type DifferencePage, RepairRequest } from '@concord/contracts'
import { type ConcordConfig, faultsOf, sendProblem } from '@concord/runtime'
import { type ErrorRequestHandler, json, type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import type { Comparisons } from '../comparison-port.js'

interface Needs {
  readonly comparisons: Comparisons
  readonly config: ConcordConfig
  /** Who may look. */
  readonly readers: RequestHandler
  /** Who may begin a comparison and mend what it found. */
  readonly operators: RequestHandler
}

/** Comparing Dotdigital with the projection, as `@concord/contracts` says for all who compare. */
export const comparisonRoutes = (needs: Needs): Router => {
  const { comparisons, readers, operators } = needs
  const router = Router()
  const body = json({ limit: '64kb' })
  router.post('/v1/comparisons', operators, body, begin(needs), refuseUnread)
  router.get('/v1/comparisons/:id', readers, async (request, response) => {
    const comparison = await known(comparisons, request, response)
    if (comparison !== undefined) response.json(comparison)
  })
  router.get('/v1/comparisons/:id/differences', readers, list(comparisons))
  router.post('/v1/comparisons/:id/repairs', operators, body, mend(needs), refuseUnread)
  return router
}

const begin = ({ comparisons, config }: Needs): RequestHandler => {
  const Asked = ComparisonRequest.superRefine(({ marketplace, from = '', to = '9999' }, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (!Object.hasOwn(config.marketplaces, marketplace)) fault('marketplace', 'names no marketplace of concord.yaml')
    if (exact(from) >= exact(to)) fault('from', 'must be before to')
  })
  return async (request, response) => {
    const asked = Asked.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const { from, to, ...rest } = asked.data
    const wanted = { ...rest, from: from && exact(from), to: to && exact(to) }
    const state = await comparisons.begin(wanted, config.marketplaces[rest.marketplace]?.account ?? '')
    if (!isOf(state, wanted)) return refuse(response, ['id: names another comparison; choose a new one'], 409)
    response.status(202).location(`/v1/comparisons/${state.id}`).json(state)
  }
}

/** Instants are compared as texts, so all have milliseconds. */
const exact = (instant: string): string => {
  const at = new Date(instant)
  return Number.isNaN(at.getTime()) ? instant : at.toISOString()
}

const isOf = (state: ComparisonState, { marketplace, from, to }: ComparisonRequest): boolean =>
  state.marketplace === marketplace && state.from === from && state.to === to

const Paging = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
})

const list =
  (comparisons: Comparisons): RequestHandler =>
  async (request, response) => {
    const paging = Paging.safeParse(request.query)
    if (!paging.success) return refuse(response, faultsOf(paging.error))
    const comparison = await known(comparisons, request, response)
    if (comparison === undefined) return
    const { after, limit } = paging.data
    const differences = [...(await comparisons.differences(comparison.id, after, limit))]
    const next = differences.length < limit ? null : (differences.at(-1)?.n ?? null)
    response.json({ differences, next } satisfies DifferencePage)
  }

const mend =
  ({ comparisons }: Needs): RequestHandler =>
  async (request, response) => {
    const asked = RepairRequest.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const comparison = await known(comparisons, request, response)
    if (comparison !== undefined) response.json(await comparisons.ask(comparison.id, asked.data))
  }

const known = async (
  comparisons: Comparisons,
  { params }: Request,
  response: Response,
): Promise<ComparisonState | undefined> => {
  const comparison = await comparisons.find(String(params['id']))
  if (comparison === undefined) {
    const detail = 'It was never begun here, or is a month old; begin it again.'
    sendProblem(response, { status: 404, title: 'No such comparison', detail })
  }
  return comparison
}

const refuse = (response: Response, faults: readonly string[], status = 400): void =>
  sendProblem(response, { status, title: 'This cannot be compared', detail: faults.join('; '), faults })

const refuseUnread: ErrorRequestHandler = (failure: unknown, _request, response, next) => {
  if (!(failure instanceof SyntaxError)) return void next(failure)
  refuse(response, ['(the whole): must be a JSON object as the README has it'])
}
