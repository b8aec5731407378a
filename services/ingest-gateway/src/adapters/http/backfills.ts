import { randomUUID } from 'node:crypto'
import { faultsOf, personOf, sendProblem } from '@concord/runtime'
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { backfillOf, type Backfills } from '../../backfill.js'

interface Needs {
  readonly backfills: Backfills
  /** The names that `concord.yaml` has. */
  readonly marketplaces: readonly string[]
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
  /** Lets only those pass who may act. */
  readonly operators: RequestHandler
  readonly now: () => Date
}

/** Asking for a backfill, with a dry run that only shows its windows, and seeing how far it has come. */
export const backfillRoutes = (needs: Needs): Router => {
  const { backfills, readers, operators } = needs
  const router = Router()
  const body = express.json({ limit: '16kb', strict: true })
  router.post('/v1/backfills', operators, body, take(needs), refuseUnread)
  router.get('/v1/backfills', readers, async (_request, response) => void response.json(await backfills.list()))
  router.get('/v1/backfills/:id', readers, async (request, response) => {
    const backfill = await backfills.find(String(request.params['id']))
    if (backfill !== undefined) return void response.json(backfill)
    sendProblem(response, {
      status: 404,
      title: 'No such backfill',
      detail: 'GET /v1/backfills lists those there are.',
    })
  })
  return router
}

const instant = z.iso
  .datetime({ offset: true, error: 'must be an instant such as 2025-01-01T00:00:00Z' })
  .transform((text) => new Date(text).toISOString())

const requestSchema = ({ marketplaces, now }: Needs) =>
  z
    .strictObject({
      marketplace: z.string().refine((name) => marketplaces.includes(name), 'names no marketplace of concord.yaml'),
      from: instant,
      to: instant.refine((to) => to <= now().toISOString(), 'must not be in the future'),
      what: z.enum(['orders', 'refunds']),
      dryRun: z.boolean().default(false),
    })
    .refine(({ from, to }) => from < to, { path: ['from'], error: 'must be before to' })

const take = (needs: Needs): RequestHandler => {
  const schema = requestSchema(needs)
  return async (request, response) => {
    const asked = schema.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const { dryRun, ...period } = asked.data
    const backfill = backfillOf({ ...period, id: randomUUID(), requestedAt: needs.now().toISOString() })
    if (dryRun) {
      const windows = backfill.windows.map(({ from, to }) => ({ from, to }))
      return void response.json({ dryRun, exports: windows.length, windows })
    }
    await needs.backfills.create(backfill, personOf(response))
    response.status(202).location(`/v1/backfills/${backfill.id}`).json(backfill)
  }
}

const refuse = (response: Response, faults: readonly string[]): void =>
  sendProblem(response, { status: 400, title: 'This cannot be backfilled', detail: faults.join('; '), faults })

const refuseUnread: ErrorRequestHandler = (failure: unknown, _request, response, next) => {
  if (!(failure instanceof SyntaxError)) return void next(failure)
  refuse(response, ['(the whole): must be a JSON object with marketplace, from, to and what'])
}
