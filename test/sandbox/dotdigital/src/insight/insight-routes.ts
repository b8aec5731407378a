import type { AsyncJobs } from '../jobs/async-jobs.js'
import { insightCollectionRoutes } from './insight-collection-routes.js'
import { insightJobRoutes } from './insight-job-routes.js'
import { insightRecordRoutes } from './insight-record-routes.js'
import type { Route } from '../http/reply.js'
import type { Store } from '../memory/store.js'

/** Insight data but for its import; collections come first, as `empty` in a path is no record's id. */
export const insightRoutes = (store: Store, jobs: AsyncJobs): readonly Route[] => [
  ...insightJobRoutes(jobs),
  ...insightCollectionRoutes(store, jobs),
  ...insightRecordRoutes(store),
]
