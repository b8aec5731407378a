import { bookRoutes } from '@concord/runtime'
import { type RequestHandler, Router } from 'express'
import type { JournalAudit } from '../../audit.js'

interface Needs {
  readonly audit: JournalAudit
  /** Lets only readers of the books pass. */
  readonly readers: RequestHandler
}

const mostNamed = 100

/** What `concord audit` lays beside the books of others, and what the journal finds amiss in itself. */
export const auditRoutes = ({ audit, readers }: Needs): Router => {
  const router = Router()
  router.use(bookRoutes(readers, { records: audit.records }))
  router.get(
    '/v1/unmatched',
    readers,
    async (_request, response) => void response.json({ unmatched: await audit.unmatched(mostNamed) }),
  )
  return router
}
