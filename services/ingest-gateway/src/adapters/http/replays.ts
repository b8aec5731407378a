import { faultsOf, sendProblem } from '@concord/runtime'
import express, { type ErrorRequestHandler, type RequestHandler, Router } from 'express'
import { type ReplayCriteria, ReplayRequest, type Replays } from '../../replay.js'

interface Needs {
  readonly replays: Replays
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
  /** Lets only those pass who may act. */
  readonly operators: RequestHandler
  /** Says that there is a replay to carry out. */
  readonly wakeReplay: () => void
}

/** Room for ten thousand ids. */
const bodyLimit = '1mb'

/** Asking for a replay, with a dry run that only counts, and seeing how far it has come. */
export const replayRoutes = (needs: Needs): Router => {
  const { replays, readers, operators } = needs
  const router = Router()
  router.post('/v1/replays', operators, express.json({ limit: bodyLimit, strict: true }), take(needs), refuseUnread)
  router.get('/v1/replays', readers, async (_request, response) => void response.json(await replays.list()))
  router.get('/v1/replays/:id', readers, async (request, response) => {
    const replay = await replays.find(String(request.params['id']))
    if (replay !== undefined) return void response.json(replay)
    sendProblem(response, { status: 404, title: 'No such replay', detail: 'GET /v1/replays lists those there are.' })
  })
  return router
}

const take =
  ({ replays, wakeReplay }: Needs): RequestHandler =>
  async (request, response) => {
    const asked = ReplayRequest.safeParse(request.body)
    if (!asked.success) {
      const faults = faultsOf(asked.error)
      return sendProblem(response, { status: 400, title: 'This cannot be replayed', detail: faults.join('; '), faults })
    }
    const { dryRun, ...criteria } = asked.data
    if (dryRun) return void response.json({ dryRun, counts: await replays.count(criteria) })
    response.status(202).json(await accepted(replays, criteria, wakeReplay))
  }

const accepted = async (replays: Replays, criteria: ReplayCriteria, wakeReplay: () => void) => {
  const { id, counts } = await replays.request(criteria)
  wakeReplay()
  return { id, counts }
}

const refuseUnread: ErrorRequestHandler = (failure: unknown, _request, response, next) => {
  const isUnreadable = failure instanceof SyntaxError
  if (!isUnreadable) return void next(failure)
  sendProblem(response, {
    status: 400,
    title: 'The body cannot be read',
    detail: 'Send the criteria as a JSON object.',
  })
}
