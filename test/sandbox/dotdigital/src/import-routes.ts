import { badRequest } from './contact-routes.js'
import { ImportRequest } from './contact-requests.js'
import type { Imports } from './imports.js'
import { InsightImportRequest } from './insight-import.js'
import { type Input, ok, type Reply, type Route, v3Refusal } from './reply.js'
import type { Store } from './store.js'
import type { ImportJob } from './world.js'

/** Starting an import is a bulk call; asking for its report is polling, which is not limited. */
export const importRoutes = (store: Store, imports: Imports): readonly Route[] => [
  {
    method: 'put',
    path: '/contacts/v3/import',
    tier: 'low',
    handle: ({ body }) =>
      ImportRequest.safeParse(body).success
        ? start(imports, 'contacts', body)
        : badRequest('The Identifiers field is required'),
  },
  {
    method: 'get',
    path: '/contacts/v3/import/{importId}',
    tier: 'unlimited',
    handle: (input) => status(imports, 'contacts', input),
  },
  {
    method: 'put',
    path: '/insightData/v3/import',
    tier: 'low',
    handle: ({ body }) => startInsight(store, imports, body),
  },
  {
    method: 'get',
    path: '/insightData/v3/import/{importId}',
    tier: 'unlimited',
    handle: (input) => status(imports, 'insight', input),
  },
]

const serviceOf = (kind: ImportJob['kind']): string => (kind === 'contacts' ? 'contacts' : 'insightData')

const start = (imports: Imports, kind: ImportJob['kind'], body: unknown): Reply => {
  const importId = imports.accept(kind, body)
  if (importId !== undefined) return ok({ importId }, 202)
  return v3Refusal(
    429,
    `${serviceOf(kind)}:tooManyActiveImports`,
    'Your import request cannot be accepted as too many imports are being processed for you account. Please wait for an import to complete and then resubmit.',
  )
}

const startInsight = (store: Store, imports: Imports, body: unknown): Reply => {
  const request = InsightImportRequest.safeParse(body)
  if (!request.success) return v3Refusal(400, 'insightData:badJson', 'The request JSON is badly formed')
  const known = store.state.collections.get(request.data.collectionName)
  if (known !== undefined && known.scope !== request.data.collectionScope) {
    return v3Refusal(
      400,
      'insightData:invalidId',
      `The collectionName value '${request.data.collectionName}' is invalid`,
    )
  }
  return start(imports, 'insight', body)
}

const status = (imports: Imports, kind: ImportJob['kind'], { params, at }: Input): Reply => {
  const { importId = '' } = params
  const job = imports.find(kind, importId)
  if (job === undefined)
    return v3Refusal(404, `${serviceOf(kind)}:importNotFound`, `The import request '${importId}' could not be found!`)
  return ok(job.report ?? { importId, status: kind === 'contacts' ? 'NotFinished' : insightProgress(job, at) })
}

const insightProgress = ({ acceptedAt, dueAt }: ImportJob, at: Date): string =>
  at.getTime() < (Date.parse(acceptedAt) + Date.parse(dueAt)) / 2 ? 'NotStarted' : 'Processing'
