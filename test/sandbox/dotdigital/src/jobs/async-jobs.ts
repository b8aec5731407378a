import { randomUUID } from 'node:crypto'
import type { AsyncJob, AsyncWork } from '../memory/account.js'
import { asyncWork } from './async-work.js'
import type { Store } from '../memory/store.js'
import { reportOwnError } from '../own-errors.js'

export interface AsyncJobs {
  /** @param dueAt default: as soon as such work takes */
  accept(work: AsyncWork, dueAt?: Date): AsyncJob
  find(id: string, ...kinds: readonly AsyncWork['kind'][]): AsyncJob | undefined
  /** Runs whatever is due by the sandbox's clock; called before each request, so nobody sees it late. */
  readonly settle: () => void
}

/** @param takesMs how long any of it takes, by the sandbox's clock */
export const openAsyncJobs = (store: Store, takesMs: () => number): AsyncJobs => ({
  accept: (work, dueAt) => {
    const acceptedAt = store.now()
    const job: AsyncJob = {
      id: randomUUID(),
      acceptedAt: acceptedAt.toISOString(),
      dueAt: (dueAt ?? new Date(acceptedAt.getTime() + takesMs())).toISOString(),
      work,
    }
    store.record({ fact: 'async-job', job })
    return job
  },
  find: (id, ...kinds) => {
    const job = store.state.asyncJobs.get(id)
    return job !== undefined && kinds.includes(job.work.kind) ? job : undefined
  },
  settle: () => {
    const now = store.now().toISOString()
    for (const job of [...store.state.openJobs.values()]) if (job.dueAt <= now) finish(store, job)
  },
})

/** Effects and summary are one journal line, so a job is never half done. */
const finish = (store: Store, job: AsyncJob): void => {
  const summary = summaryOf(store, job)
  const work = job.work.kind === 'import-events' ? { ...job.work, events: [] } : job.work
  store.record({ fact: 'async-job', job: { ...job, work, summary } })
  store.flush()
}

/** A job that breaks the sandbox fails alone: nobody else waits behind it. */
const summaryOf = (store: Store, { id, work }: AsyncJob): AsyncJob['summary'] => {
  try {
    return { processed: asyncWork(store, work) }
  } catch (failure) {
    reportOwnError(`job ${id}`, failure)
    return { processed: 0, isFailed: true }
  }
}
