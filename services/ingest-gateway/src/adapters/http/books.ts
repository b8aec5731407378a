import { type RequestHandler, Router } from 'express'
import type { PollState } from '../../polling-ports.js'
import type { Journal } from '../../ports.js'

interface Needs {
  readonly journal: Pick<Journal, 'conservation'>
  readonly polls: Pick<PollState, 'cycles'>
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
}

/** What the gateway tells of itself. */
export const books = ({ journal, polls, readers }: Needs): Router => {
  const router = Router()
  router.get(
    '/v1/conservation',
    readers,
    async (_request, response) => void response.json(await journal.conservation()),
  )
  router.get('/v1/polls', readers, async (_request, response) => void response.json(await polls.cycles()))
  return router
}
