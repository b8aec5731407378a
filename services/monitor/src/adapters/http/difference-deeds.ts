import { type Person, sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import type { DifferenceFilter } from '../../differences.js'
import { EdgeAway, EdgeRefuses } from '../../errors.js'
import type { RunInDetail } from '../../reconciliation.js'
import { mend } from '../../repairing.js'
import { foundRun, isBarred, type ReconcilingNow } from './reconciliation-guards.js'
import { AcceptanceAnswerShown, reconciliationBodies, RepairAnswerShown } from './reconciliation-schemas.js'
import { refuse, type Route, route } from './route.js'

export const repairRoute = (needs: ReconcilingNow): Route =>
  route({
    ...{ method: 'post', path: '/v1/reconciliations/{id}/repairs', name: 'repairDifferences', allows: 'owners' },
    summary: 'Has differences mended: one, many or all that fit; a dry run only counts. For operators',
    ...{ body: reconciliationBodies.repair, answers: { 'application/json': RepairAnswerShown } },
    problems: [404, 409, 503],
    async answer({ body, parameters: { id = '' }, person }, response) {
      if (isBarred(needs, person, response)) return
      const run = await foundRun(needs, id, response)
      if (run === undefined) return
      const { differences, isDryRun, ...rest } = body
      const filter: DifferenceFilter = { ...rest, ids: differences === 'all' ? undefined : differences }
      if (await isOddId(needs, { run: id, filter, response })) return
      try {
        const answer = isDryRun
          ? mend(needs, run, { filter, isDryRun })
          : mendWrittenDown(needs, run, { filter, person })
        response.json(await answer)
      } catch (failure) {
        tellFailure(failure, response)
      }
    },
  })

interface Ordered {
  readonly filter: DifferenceFilter
  readonly person: Person
}

/** Who wanted it is known before anything is mended, and what came of it after. */
const mendWrittenDown = async (needs: ReconcilingNow, run: RunInDetail, { filter, person }: Ordered) => {
  const { reconciliations, now } = needs
  const { ids = 'all', ...rest } = filter
  const asked = { differences: ids, ...rest }
  const repair = await reconciliations.intend(run.run.id, { by: person, at: now().toISOString(), asked })
  const mended = await mend(needs, run, { filter, isDryRun: false })
  const { repairs, refused } = mended
  await reconciliations.mended(repair, { at: now().toISOString(), repairs, refused: refused.length })
  return mended
}

const tellFailure = (failure: unknown, response: Response): void => {
  if (failure instanceof EdgeAway)
    return sendProblem(response, {
      status: 503,
      title: 'Not all could be mended',
      detail: `${failure.message} Then ask again.`,
    })
  if (!(failure instanceof EdgeRefuses)) throw failure
  sendProblem(response, { status: 409, title: 'It cannot be mended', detail: failure.message })
}

export const acceptRoute = (needs: ReconcilingNow): Route =>
  route({
    ...{ method: 'post', path: '/v1/reconciliations/{id}/acceptances', name: 'acceptDifferences', allows: 'owners' },
    summary: 'Lets differences stand, in later runs too, for a reason: one, many or all that fit. For operators',
    ...{ body: reconciliationBodies.accept, answers: { 'application/json': AcceptanceAnswerShown } },
    problems: [404, 409],
    async answer({ body, parameters: { id = '' }, person: by }, response) {
      if (isBarred(needs, by, response) || (await foundRun(needs, id, response)) === undefined) return
      const { differences, isDryRun, reason, ...rest } = body
      const filter: DifferenceFilter = { ...rest, ids: differences === 'all' ? undefined : differences }
      if (await isOddId(needs, { run: id, filter, response })) return
      const at = needs.now().toISOString()
      const accepted = await needs.reconciliations.accept(id, { filter, by, at, reason, isDryRun })
      response.json({ accepted })
    },
  })

interface Named {
  readonly run: string
  readonly filter: DifferenceFilter
  readonly response: Response
}

/** Ids that are none of the run's are named before anything is done. */
const isOddId = async (
  { reconciliations }: ReconcilingNow,
  { run, filter: { ids = [] }, response }: Named,
): Promise<boolean> => {
  if (ids.length === 0) return false
  const { items } = await reconciliations.differences(run, { ids }, { limit: ids.length })
  const known = new Set(items.map(({ id }) => id))
  const odd = ids.filter((id) => !known.has(id))
  if (odd.length > 0) refuse(response, [`body.differences: this reconciliation has no difference ${odd.join(', ')}`])
  return odd.length > 0
}
