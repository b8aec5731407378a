import { partsOf } from '@concord/domain'
import { faultsOf, type Person, personOf, sendProblem } from '@concord/runtime'
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express'
import { type ReplayCriteria, ReplayRequest, type Replays } from '../../replay.js'

interface Needs {
  /** Those of concord.yaml. */
  readonly marketplaces: readonly string[]
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
  (needs: Needs): RequestHandler =>
  async (request, response) => {
    const asked = ReplayRequest.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const { dryRun, ...criteria } = asked.data
    const strange = strangers(criteria, needs.marketplaces)
    if (strange.length > 0) return refuse(response, strange)
    if (dryRun) return void response.json({ dryRun, counts: await needs.replays.count(criteria) })
    response.status(202).json(await accepted(needs, criteria, personOf(response)))
  }

/** Nothing is ever found of a marketplace that there is not, which would look as if nothing were to do. */
const strangers = ({ marketplace, keys = [] }: ReplayCriteria, known: readonly string[]): readonly string[] => {
  const named = [
    ...(marketplace === undefined ? [] : [{ at: 'marketplace', name: marketplace }]),
    ...keys.flatMap((key, index) => {
      const { kind, marketplace: name } = partsOf(key)
      // A contact is of an account.
      return kind === 'contact' ? [] : [{ at: `keys.${index}`, name }]
    }),
  ]
  return named
    .filter(({ name }) => !known.includes(name))
    .map(({ at, name }) => `${at}: names no marketplace of concord.yaml by ${name}; there are ${known.join(', ')}`)
}

const refuse = (response: Response, faults: readonly string[]): void =>
  sendProblem(response, { status: 400, title: 'This cannot be replayed', detail: faults.join('; '), faults })

const accepted = async ({ replays, wakeReplay }: Needs, criteria: ReplayCriteria, by: Person) => {
  const { id, counts } = await replays.request(criteria, { by })
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
