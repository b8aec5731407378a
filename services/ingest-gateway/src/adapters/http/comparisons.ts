import { ComparisonRequest, RepairRequest } from '@concord/contracts'
import { faultsOf, sendProblem } from '@concord/runtime'
import express, { type ErrorRequestHandler, type Request, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import {
  type Comparison,
  comparisonOf,
  type Comparisons,
  differenceOf,
  type JournalView,
  stateOf,
} from '../../comparison.js'
import { repair } from '../../comparison-repairs.js'
import type { Hints } from '../../ports.js'

interface Needs {
  readonly comparisons: Comparisons
  readonly view: JournalView
  readonly hints: Pick<Hints, 'note'>
  /** The names that `concord.yaml` has. */
  readonly marketplaces: readonly string[]
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
  /** Lets only those pass who may act. */
  readonly operators: RequestHandler
  readonly now: () => Date
}

/** Comparing Mirakl with the journal, as `@concord/contracts` says for all who compare. */
export const comparisonRoutes = (needs: Needs): Router => {
  const { comparisons, readers, operators } = needs
  const router = Router()
  const body = express.json({ limit: '64kb', strict: true })
  router.post('/v1/comparisons', operators, body, begin(needs), refuseUnread)
  router.get('/v1/comparisons/:id', readers, async (request, response) => {
    const comparison = await found(comparisons, request, response)
    if (comparison !== undefined) response.json(stateOf(comparison))
  })
  router.get('/v1/comparisons/:id/differences', readers, list(comparisons))
  router.post('/v1/comparisons/:id/repairs', operators, body, mend(needs), refuseUnread)
  return router
}

const begin = (needs: Needs): RequestHandler => {
  const { comparisons, view, marketplaces, now } = needs
  const schema = ComparisonRequest.superRefine(({ marketplace, from, to }, context) => {
    const fault = (path: string, message: string): void => context.addIssue({ code: 'custom', path: [path], message })
    if (!marketplaces.includes(marketplace)) fault('marketplace', 'names no marketplace of concord.yaml')
    if ((to ?? '') > now().toISOString()) fault('to', 'must not be in the future')
    if ((from ?? '') >= (to ?? now().toISOString())) fault('from', 'must be before to')
  })
  return async (request, response) => {
    const asked = schema.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const oldest = asked.data.from === undefined ? await view.oldest(asked.data.marketplace) : undefined
    const made = comparisonOf(exact(asked.data), { requestedAt: now().toISOString(), oldest })
    const kept = await comparisons.create(made)
    response.status(202).location(`/v1/comparisons/${kept.id}`).json(stateOf(kept))
  }
}

/** Instants are compared as texts, so all have milliseconds. */
const exact = ({ from, to, ...rest }: ComparisonRequest): ComparisonRequest => ({
  ...rest,
  from: from && new Date(from).toISOString(),
  to: to && new Date(to).toISOString(),
})

const Paging = z.object({
  after: z.coerce.number().int().min(0).default(0),
  limit: z.coerce.number().int().min(1).max(1_000).default(500),
})

const list =
  (comparisons: Comparisons): RequestHandler =>
  async (request, response) => {
    const paging = Paging.safeParse(request.query)
    if (!paging.success) return refuse(response, faultsOf(paging.error))
    const comparison = await found(comparisons, request, response)
    if (comparison === undefined) return
    const { after, limit } = paging.data
    const differences = (await comparisons.found(comparison.id, after, limit)).map(differenceOf)
    response.json({ differences, next: differences.length === limit ? (differences.at(-1)?.n ?? null) : null })
  }

const mend =
  (needs: Needs): RequestHandler =>
  async (request, response) => {
    const asked = RepairRequest.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const comparison = await found(needs.comparisons, request, response)
    if (comparison !== undefined) response.json(await repair(needs, comparison, asked.data))
  }

const found = async (
  comparisons: Comparisons,
  { params }: Request,
  response: Response,
): Promise<Comparison | undefined> => {
  const comparison = await comparisons.find(String(params['id']))
  if (comparison === undefined) {
    const detail = 'It was never begun, or is a month old; begin it again.'
    sendProblem(response, { status: 404, title: 'No such comparison', detail })
  }
  return comparison
}

const refuse = (response: Response, faults: readonly string[]): void =>
  sendProblem(response, { status: 400, title: 'This cannot be compared', detail: faults.join('; '), faults })

const refuseUnread: ErrorRequestHandler = (failure: unknown, _request, response, next) => {
  if (!(failure instanceof SyntaxError)) return void next(failure)
  refuse(response, ['(the whole): must be a JSON object as the README has it'])
}
