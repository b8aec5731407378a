import { DeletionRequest } from '../contacts/contact-deletion.js'
import { badRequest } from '../contacts/contact-refusals.js'
import { ImportRequest } from '../contacts/contact-requests.js'
import { idOf, type Imports } from './imports.js'
import { parseInsightImport } from '../insight/insight-import.js'
import { type Input, ok, type Reply, type Route, v3Refusal } from '../http/reply.js'
import type { Store } from '../memory/store.js'
import type { ImportJob } from '../memory/world.js'

type Kind = ImportJob['kind']

/** Starting a job is a bulk call; asking for its report is polling, which is not limited. */
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
  polling(imports, 'contacts', '/contacts/v3/import/{id}'),
  { method: 'post', path: '/contacts/v3/delete', tier: 'low', handle: ({ body }) => startDeletion(imports, body) },
  polling(imports, 'deletion', '/contacts/v3/delete/{id}'),
  {
    method: 'put',
    path: '/insightData/v3/import',
    tier: 'low',
    handle: ({ body }) => startInsight(store, imports, body),
  },
  polling(imports, 'insight', '/insightData/v3/import/{id}'),
]

const polling = (imports: Imports, kind: Kind, path: string): Route => ({
  method: 'get',
  path,
  tier: 'unlimited',
  handle: (input) => status(imports, kind, input),
})

const serviceOf = (kind: Kind): string => (kind === 'insight' ? 'insightData' : 'contacts')

const start = (imports: Imports, kind: Kind, body: unknown): Reply => {
  const id = imports.accept(kind, body)
  return id === undefined ? noSlot(kind) : ok(idOf({ kind, id }), 202)
}

/** A 429 that has to do with no tier: only its code tells. */
const noSlot = (kind: Kind): Reply =>
  kind === 'deletion'
    ? v3Refusal(
        429,
        'contacts:tooManyBulkDeleteJobs',
        'Your bulk delete request cannot be accepted as too many bulk delete jobs are being processed for you account. Please wait for a bulk delete job to complete and then resubmit.',
      )
    : v3Refusal(
        429,
        `${serviceOf(kind)}:tooManyActiveImports`,
        'Your import request cannot be accepted as too many imports are being processed for you account. Please wait for an import to complete and then resubmit.',
      )

const startDeletion = (imports: Imports, body: unknown): Reply => {
  if (DeletionRequest.safeParse(body).success) return start(imports, 'deletion', body)
  return Array.isArray(body) && body.length > 0
    ? v3Refusal(400, 'contacts:invalidContacts', 'You cannot delete more than 5000 contacts at once')
    : v3Refusal(400, 'contacts:noContactsSpecified', 'You must specifiy 1 or more contacts to be deleted!')
}

const startInsight = (store: Store, imports: Imports, body: unknown): Reply => {
  const request = parseInsightImport(store, body)
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

const isId = (text: string): boolean => /^[\da-f]{8}(-[\da-f]{4}){3}-[\da-f]{12}$/i.test(text)

const status = (imports: Imports, kind: Kind, { params, at }: Input): Reply => {
  const { id = '' } = params
  if (!isId(id)) return invalidJobId(kind, id)
  const job = imports.find(kind, id)
  // The document has the same words for deletions.
  if (job === undefined)
    return v3Refusal(404, `${serviceOf(kind)}:importNotFound`, `The import request '${id}' could not be found!`)
  return ok(job.report ?? { ...idOf(job), status: progress(job, at) })
}

const invalidJobId = (kind: Kind, id: string): Reply =>
  kind === 'deletion'
    ? v3Refusal(400, 'contacts:invalidDeleteId', `The id value '${id}' is not a recognized deletion job identifier`)
    : v3Refusal(400, `${serviceOf(kind)}:invalidId`, `The id value '${id}' is invalid for the identifier 'importId'`)

/** An import of contacts knows no state before it is under way. */
const progress = ({ kind, acceptedAt, dueAt }: ImportJob, at: Date): string => {
  if (kind === 'contacts') return 'NotFinished'
  const isBegun = at.getTime() >= (Date.parse(acceptedAt) + Date.parse(dueAt)) / 2
  if (!isBegun) return 'NotStarted'
  return kind === 'insight' ? 'Processing' : 'NotFinished'
}
