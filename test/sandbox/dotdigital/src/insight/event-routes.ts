import { z } from 'zod'
import type { AsyncJobs } from '../jobs/async-jobs.js'
import { ImportedEvent } from './event-import.js'
import { type Reply, type Route, v3Refusal } from '../http/reply.js'

const mostEvents = 5000

/** Events a shop or an app tells of its contacts. What became of them is only seen in the collections. */
export const eventRoutes = (jobs: AsyncJobs): readonly Route[] => [
  { method: 'post', path: '/events/v3/import', tier: 'low', handle: ({ body }) => start(jobs, body) },
]

const Events = z.array(ImportedEvent).min(1).max(mostEvents)

const start = (jobs: AsyncJobs, body: unknown): Reply => {
  const events = Events.safeParse(body)
  if (events.success) {
    jobs.accept({ kind: 'import-events', events: events.data })
    return { status: 202 }
  }
  return v3Refusal(
    400,
    'events:badJson',
    'The request JSON is badly formed',
    events.error.issues.map(({ path, message }) => ({ item: path.join('.'), description: message })),
  )
}
