import { faultsOf, type Person, personOf, sendProblem } from '@concord/runtime'
import express, { type ErrorRequestHandler, type RequestHandler, type Response, Router } from 'express'
import { z } from 'zod'
import { type Decided, type DecideNeeds, merge, split } from '../../decide.js'
import { showProfile } from '../../show.js'

interface Needs extends DecideNeeds {
  /** Lets only those pass who may see profiles. */
  readonly readers: RequestHandler
  /** Lets only those pass who may merge and split them. */
  readonly operators: RequestHandler
}

const id = z.uuid('must be the id of a profile or of one of its identifiers')
const decision = {
  by: z.string().trim().min(1, 'must name for whom it is decided').max(200).optional(),
  why: z.string().trim().min(1, 'must say why').max(2_000),
}

const MergeRequest = z.strictObject({ profiles: z.tuple([id, id]), ...decision })

const SplitRequest = z
  .strictObject({
    merge: z
      .string()
      .regex(/^\d{1,18}$/, 'must be the id of a merge as GET /v1/identity/profiles/<id> shows it')
      .optional(),
    newbornsWith: id.optional(),
    identifiers: z.array(id).min(1).max(100).optional(),
    ...decision,
  })
  .refine((asked) => (asked.merge === undefined) !== (asked.identifiers === undefined), {
    path: ['identifiers'],
    error: 'name either them, or the merge to undo',
  })
  .refine(({ merge: undone, newbornsWith }) => newbornsWith === undefined || undone !== undefined, {
    path: ['newbornsWith'],
    error: 'goes with the merge to undo',
  })

/** Seeing a profile, and a person’s word on who is who. */
export const identityRoutes = (needs: Needs): Router => {
  const router = Router()
  const body = express.json({ limit: '16kb', strict: true })
  router.post('/v1/identity/merges', needs.operators, body, takeMerge(needs), refuseUnread)
  router.post('/v1/identity/splits', needs.operators, body, takeSplit(needs), refuseUnread)
  router.get('/v1/identity/profiles/:id', needs.readers, async (request, response) => {
    const profile = await showProfile(needs.registry, String(request.params['id']))
    if (profile !== undefined) return void response.json(profile)
    sendProblem(response, unknownProfile)
  })
  return router
}

const unknownProfile = {
  status: 404,
  title: 'No such profile',
  detail: 'Send a profile id, as monitor shows it beside a record, or the id of an identifier of it.',
}

const takeMerge =
  (needs: Needs): RequestHandler =>
  async (request, response) => {
    const asked = MergeRequest.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const { by, ...rest } = asked.data
    answer(response, await merge(needs, { ...rest, by: decidedBy(personOf(response), by) }))
  }

const takeSplit =
  (needs: Needs): RequestHandler =>
  async (request, response) => {
    const asked = SplitRequest.safeParse(request.body)
    if (!asked.success) return refuse(response, faultsOf(asked.error))
    const { why, merge: undone, newbornsWith, identifiers = [] } = asked.data
    const parting = undone === undefined ? { identifiers } : { merge: undone, newbornsWith }
    const by = decidedBy(personOf(response), asked.data.by)
    answer(response, await split(needs, { ...parting, by, why }))
  }

/** Who showed a token decides; whoever they name beside that is only named. */
const decidedBy = ({ name }: Person, named = name): string => (named === name ? name : `${name} for ${named}`)

const answer = (response: Response, decided: Decided): void => {
  if (decided.is === 'done') return void response.json({ profiles: decided.profileIds, isWhole: decided.isWhole })
  if (decided.is === 'unknown') return sendProblem(response, { ...unknownProfile, id: decided.id })
  sendProblem(response, { status: 409, title: 'This would be no person', detail: conflictOf(decided) })
}

const conflictOf = (decided: Exclude<Decided, { is: 'done' | 'unknown' }>): string => {
  switch (decided.is) {
    case 'already-so':
      return 'It is so already; nothing was changed.'
    case 'other-namespace':
      return 'Their marketplaces tell addresses apart: give them the same emailNamespace in concord.yaml first.'
    case 'stands-for-many':
      return `${decided.id} stands for many people: split its evidence, or list the id under guestIds.`
    case 'oversized':
      return `It would have ${decided.count} ids and addresses, where ${decided.limit} are allowed: raise clusterLimit first.`
    case 'still-joined':
      return `Evidence that came later joins them as well: also split these identifiers: ${decided.through.join(', ')}.`
  }
}

const refuse = (response: Response, faults: readonly string[]): void =>
  sendProblem(response, { status: 400, title: 'This cannot be decided', detail: faults.join('; '), faults })

const refuseUnread: ErrorRequestHandler = (failure: unknown, _request, response, next) => {
  if (!(failure instanceof SyntaxError)) return void next(failure)
  refuse(response, ['(the whole): must be a JSON object that also says why'])
}
