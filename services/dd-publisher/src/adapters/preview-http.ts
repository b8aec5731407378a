import { type ConcordConfig, ConfigurationRefused, parseConcordConfig, sendProblem } from '@concord/runtime'
import { json, type RequestHandler, Router } from 'express'
import { z } from 'zod'
import { preview } from '../preview.js'
import type { Recorded } from '../preview-port.js'

interface Needs {
  readonly recorded: Recorded
  readonly config: ConcordConfig
  /** Who may look. */
  readonly readers: RequestHandler
  readonly now: () => Date
}

const mostOrders = 1_000
const volumeDays = 7
const dayMs = 86_400_000

const Asked = z.strictObject({
  config: z.string().min(1).max(250_000).describe('The text of a draft concord.yaml'),
  last: z.number().int().min(1).max(mostOrders).default(100).describe('How many of the newest orders'),
})

/** Looks at what is recorded; nothing is written, and neither vendor is asked. */
export const previewRoutes = ({ recorded, config, readers, now }: Needs): Router => {
  const router = Router()
  router.use('/v1', readers)

  router.post('/v1/preview', json({ limit: '1mb' }), async (request, response) => {
    const asked = Asked.safeParse(request.body)
    if (!asked.success) {
      const detail = `Send {"config": "<the text of a draft concord.yaml>", "last": 1 to ${mostOrders}} as JSON.`
      return sendProblem(response, { status: 400, title: 'The question cannot be read', detail })
    }
    const draft = draftIn(asked.data.config)
    if ('faults' in draft) {
      const detail = 'Mend what faults names in the draft, and send it again.'
      return sendProblem(response, { status: 400, title: 'The draft has faults', detail, faults: draft.faults })
    }
    const { last } = asked.data
    response.json(await preview({ recorded, last, now: now(), running: config, draft }))
  })

  router.get('/v1/volumes', async (_request, response) => {
    const since = new Date(now().getTime() - volumeDays * dayMs).toISOString()
    response.json({ days: volumeDays, volumes: await recorded.volumes(since) })
  })
  return router
}

const draftIn = (text: string): ConcordConfig | { readonly faults: readonly string[] } => {
  try {
    return parseConcordConfig(text)
  } catch (failure) {
    if (failure instanceof ConfigurationRefused) return { faults: failure.faults }
    throw failure
  }
}
