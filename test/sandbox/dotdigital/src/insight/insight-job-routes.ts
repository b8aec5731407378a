import type { AsyncJob } from '../memory/account.js'
import type { AsyncJobs } from '../jobs/async-jobs.js'
import { ok, type Route, v3Refusal } from '../http/reply.js'

/** How far the emptying or the deletion of a collection is. */
export const insightJobRoutes = (jobs: AsyncJobs): readonly Route[] => [
  {
    method: 'get',
    path: '/insightData/v3/async/{jobId}',
    tier: 'unlimited',
    handle: ({ params, at }) => {
      const { jobId = '' } = params
      const job = jobs.find(jobId, 'empty-collection', 'delete-collection')
      if (job !== undefined) return ok(wireJob(job, at))
      return v3Refusal(404, 'insightData:asyncJobNotFound', `The job ID '${jobId}' could not be found!`)
    },
  },
]

const wireJob = ({ id, acceptedAt, dueAt, summary }: AsyncJob, at: Date) => {
  if (summary === undefined) {
    const isStarted = at.getTime() >= (Date.parse(acceptedAt) + Date.parse(dueAt)) / 2
    return { jobId: id, status: isStarted ? 'NotFinished' : 'NotStarted' }
  }
  const { processed, isFailed } = summary
  if (isFailed === true) return { jobId: id, status: 'Failed' }
  return {
    jobId: id,
    status: 'Finished',
    summary: { totalRecords: processed, totalProcessed: processed, totalFailed: 0 },
  }
}
