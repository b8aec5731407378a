import { explain, explainTrigger, type Outcome, type TriggerOutcome } from '@concord/domain'
import { sendProblem } from '@concord/runtime'
import { type RequestHandler, Router } from 'express'
import type { Share, Timelines } from '../ports.js'

interface Needs {
  readonly timelines: Timelines
  readonly readers: RequestHandler
}

export const monitorRoutes = ({ timelines, readers }: Needs): Router => {
  const router = Router()
  router.use('/v1', readers)

  router.get('/v1/records/*key', async (request, response) => {
    const key = keyIn(request.params['key'])
    const { standings, steps, triggers } = await timelines.of(key)
    if (standings.length === 0) {
      const detail = 'Records are named <marketplace>:<kind>:<id>, like north:order:N-1001-A.'
      return sendProblem(response, { status: 404, title: `No record ${key}`, detail })
    }
    response.json({
      key,
      versions: standings.map((standing) => ({ ...standing, ...explain(standing as Outcome, key) })),
      timeline: steps,
      triggers: triggers.map((standing) => ({ ...standing, ...explainTrigger(standing as unknown as TriggerOutcome) })),
    })
  })

  router.get('/v1/conservation', async (_request, response) => {
    const { records, triggers } = await timelines.conservation()
    response.json({
      records: {
        ...records,
        holds: records.received === total(records.shares),
        shares: records.shares.map(ownedRecord),
      },
      triggers: {
        ...triggers,
        holds: triggers.recorded === total(triggers.shares),
        shares: triggers.shares.map(ownedTrigger),
      },
    })
  })
  return router
}

/** Ids may hold slashes, so the key is all that follows. */
const keyIn = (parameter: string | string[] | undefined): string =>
  Array.isArray(parameter) ? parameter.join('/') : (parameter ?? '')

const total = (shares: readonly Share[]): number => shares.reduce((sum, { count }) => sum + count, 0)

const ownedRecord = (share: Share) => ({ ...share, owner: explain(share as unknown as Outcome, '').owner })

const ownedTrigger = (share: Share) => ({ ...share, owner: explainTrigger(share as unknown as TriggerOutcome).owner })
