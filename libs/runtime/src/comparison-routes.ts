import {
  ComparisonRequest,
  type ComparisonState,
  type Difference,
  type DifferencePage,
  type RepairAnswer,
  RepairRequest,
} from '@concord/contracts'
import { type ErrorRequestHandler, json, type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { personOf } from './bearers.js'
import { faultsOf } from './environment.js'
import { sendProblem } from './http.js'
import type { Person } from './people.js'

/** Who compares what Concord holds with what a vendor holds. */
export interface Comparer {
  /** Begins it, unless one of this id was begun; answers what is kept under the id. */
  begin(request: ComparisonRequest): Promise<ComparisonState>
  find(id: string): Promise<ComparisonState | undefined>
  /** By number. */
  differences(id: string, after: number, limit: number): Promise<readonly Difference[]>
  /** Has differences mended; on a dry run only counts them. */
  repair(id: string, request: RepairRequest, by: Person): Promise<RepairAnswer>
}

interface Needs {
  readonly comparer: Comparer
  /** The names that `concord.yaml` has. */
  readonly marketplaces: readonly string[]
  /** Lets only those pass who may look. */
  readonly readers: RequestHandler
  /** Lets only those pass who may begin a comparison and mend what it found. */
  readonly operators: RequestHandler
  readonly now: () => Date
}

/** The four routes of comparing, as `@concord/contracts` says for all who compare. */
export const comparisonRoutes = (needs: Needs): Router => {
  const { comparer, readers, operators } = needs
  const router = Router()
  const body = json({ limit: '64kb' })
  router.post('/v1/comparisons', operators, body, begin(needs), refuseUnread)
  router.get('/v1/comparisons/:id', readers, async (request, response) => {
    const comparison = await known(comparer, request, response)
    if (comparison !== undefined) response.json(comparison)
  })
  router.get('/v1/comparisons/:id/differences', readers, list(comparer))
  router.post('/v1/comparisons/:id/repairs', operators, body, mend(comparer), refuseUnread)
  return router
}

const begin = ({ comparer, marketplaces, now }: Needs): RequestHandler => {
  const Asked = ComparisonRequest.transform(exact).superRefine(({ marketplace, from = '', to }, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (!marketplaces.includes(marketplace)) fault('marketplace', 'names no marketplace of concord.yaml')
    if ((to ?? '') > now().toISOString()) fault('to', 'must not be in the future')
    if (from >= (to ?? now().toISOString())) fault('from', 'must be before to')
  })
  return async (request, response) => {
    const asked = Asked.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const state = await comparer.begin(asked.data)
    if (!isOf(state, asked.data)) return refuse(response, ['id: names another comparison; choose a new one'], 409)
    response.status(202).location(`/v1/comparisons/${state.id}`).json(state)
  }
}

/** Instants are compared as texts, so all have milliseconds. */
const exact = ({ from, to, ...rest }: ComparisonRequest): ComparisonRequest => ({
  ...rest,
  from: from && new Date(from).toISOString(),
  to: to && new Date(to).toISOString(),
})

const isOf = (state: ComparisonState, { marketplace, from, to }: ComparisonRequest): boolean =>
  state.marketplace === marketplace && state.from === from && state.to === to

const Paging = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
})

const list =
  (comparer: Comparer): RequestHandler =>
  async (request, response) => {
    const paging = Paging.safeParse(request.query)
    if (!paging.success) return refuse(response, faultsOf(paging.error))
    const comparison = await known(comparer, request, response)
    if (comparison === undefined) return
    const { after, limit } = paging.data
    const differences = [...(await comparer.differences(comparison.id, after, limit))]
    const next = differences.length < limit ? null : (differences.at(-1)?.n ?? null)
    response.json({ differences, next } satisfies DifferencePage)
  }

const mend =
  (comparer: Comparer): RequestHandler =>
  async (request, response) => {
    const asked = RepairRequest.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const comparison = await known(comparer, request, response)
    if (comparison !== undefined) response.json(await comparer.repair(comparison.id, asked.data, personOf(response)))
  }

const known = async (
  comparer: Comparer,
  { params }: Request,
  response: Response,
): Promise<ComparisonState | undefined> => {
  const comparison = await comparer.find(String(params['id']))
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
