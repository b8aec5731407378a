import { randomUUID } from 'node:crypto'
import { type Person, sendProblem } from '@concord/runtime'
import type { Response } from 'express'
import { z } from 'zod'
import { EdgeAway, EdgeRefuses } from '../../errors.js'
import { mayActFor } from '../../people.js'
import type { DifferenceFilter, Edges, Reconciliations, RunInDetail } from '../../reconciliation.js'
import { mend } from '../../repairing.js'
import { cursorOf, deedPaging, exceptionPaging, pagingOf } from './cursor.js'
import { sendDifferences } from './difference-export.js'
import {
  differenceFilters,
  DifferencePage,
  reconciliationBodies,
  RepairAnswerShown,
  RunInDetailShown,
  RunPage,
  RunShown,
} from './reconciliation-schemas.js'
import { refuse, type Route, route } from './route.js'

/** What is reconciled, and by whom. */
export interface Reconciling {
  readonly reconciliations: Reconciliations
  readonly edges: Edges
  /** The names that `concord.yaml` has. */
  readonly marketplaces: readonly string[]
  /** Variables without which no edge can be asked. */
  readonly missing: readonly string[]
  /** Has the work begin at once. */
  readonly wake: () => void
}

interface Needs extends Reconciling {
  readonly now: () => Date
}

export const reconciliationRoutes = (needs: Needs): readonly Route[] => [
  beginRoute(needs),
  route({
    ...{ method: 'get', path: '/v1/reconciliations', name: 'listReconciliations', allows: 'readers' },
    summary: 'Runs that lay Mirakl, the records and Dotdigital beside one another, newest first',
    query: z.strictObject(exceptionPaging),
    answers: { 'application/json': RunPage },
    async answer({ query }, response) {
      const { items, next } = await needs.reconciliations.list(pagingOf(query))
      response.json({ reconciliations: items, next: cursorOf(next) })
    },
  }),
  route({
    ...{ method: 'get', path: '/v1/reconciliations/{id}', name: 'getReconciliation', allows: 'readers' },
    ...{ summary: 'One of them: how far each edge is, what it found, the trend, and what was mended', problems: [404] },
    answers: { 'application/json': RunInDetailShown },
    async answer({ parameters: { id = '' } }, response) {
      const found = await found404(needs, id, response)
      if (found !== undefined) response.json(shownRun(found))
    },
  }),
  route({
    ...{ method: 'get', path: '/v1/reconciliations/{id}/differences', name: 'listDifferences', allows: 'readers' },
    ...{ summary: 'What differs, in the order found; as CSV all of it that fits', problems: [404] },
    query: z.strictObject({ ...differenceFilters, ...deedPaging }),
    answers: { 'application/json': DifferencePage, 'text/csv': z.string() },
    async answer({ query: { limit, cursor, ...filter }, parameters: { id = '' }, request }, response) {
      if ((await found404(needs, id, response)) === undefined) return
      response.vary('Accept')
      const { reconciliations } = needs
      if (request.accepts(['json', 'csv']) === 'csv') return sendDifferences(response, { reconciliations, id, filter })
      const { items, next } = await reconciliations.differences(id, filter, pagingOf({ limit, cursor }))
      response.json({ differences: items, next: cursorOf(next) })
    },
  }),
  repairRoute(needs),
]

const beginRoute = (needs: Needs): Route =>
  route({
    ...{ method: 'post', path: '/v1/reconciliations', name: 'beginReconciliation', allows: 'owners' },
    summary: 'Begins a run, over a window of changes or over everything; for operators',
    ...{ body: reconciliationBodies.begin, answers: { 'application/json': RunShown }, problems: [409] },
    async answer({ body, person }, response) {
      const { reconciliations, marketplaces, now, wake } = needs
      if (isBarred(needs, person, response)) return
      const unknown = (body.marketplaces ?? []).filter((name) => !marketplaces.includes(name))
      if (unknown.length > 0)
        return refuse(response, [`body.marketplaces: ${unknown.join(', ')} is not in concord.yaml`])
      const id = randomUUID()
      const asked = { marketplaces: [...new Set(body.marketplaces ?? marketplaces)], from: body.from, to: body.to }
      await reconciliations.create({ id, by: person, at: now().toISOString(), ...asked })
      wake()
      const made = await reconciliations.find(id)
      response.json(made?.run)
    },
  })

const repairRoute = (needs: Needs): Route =>
  route({
    ...{ method: 'post', path: '/v1/reconciliations/{id}/repairs', name: 'repairDifferences', allows: 'owners' },
    summary: 'Has differences mended: one, many or all that fit; a dry run only counts. For operators',
    ...{ body: reconciliationBodies.repair, answers: { 'application/json': RepairAnswerShown } },
    problems: [404, 409, 503],
    async answer({ body, parameters: { id = '' }, person }, response) {
      if (isBarred(needs, person, response)) return
      const run = await found404(needs, id, response)
      if (run === undefined) return
      const { differences, isDryRun, ...rest } = body
      const filter: DifferenceFilter = { ...rest, ids: differences === 'all' ? undefined : differences }
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
const mendWrittenDown = async (needs: Needs, run: RunInDetail, { filter, person }: Ordered) => {
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

/** Only operators, and only where edges can be asked. */
const isBarred = ({ missing }: Needs, person: Person, response: Response): boolean => {
  if (!mayActFor(person, 'operations')) {
    sendProblem(response, { status: 403, title: `Not for ${person.role}`, detail: 'Ask an operator.' })
    return true
  }
  if (missing.length === 0) return false
  const detail = `Start monitor with ${missing.join(', ')}, so that it can ask the services which compare.`
  sendProblem(response, { status: 409, title: 'Reconciliation is not set up', detail })
  return true
}

const found404 = async (
  { reconciliations }: Needs,
  id: string,
  response: Response,
): Promise<RunInDetail | undefined> => {
  const found = await reconciliations.find(id)
  if (found === undefined)
    sendProblem(response, {
      ...{ status: 404, title: `No reconciliation ${id}`, detail: 'GET /v1/reconciliations lists those there are.' },
    })
  return found
}

/** A run with what is shown of its parts. */
export const shownRun = ({ run, parts, trend, repairs }: RunInDetail) => ({
  ...{ run, trend, repairs },
  parts: parts.map(({ edge, marketplace, state, why, compared, found, byKind, endedAt }) => ({
    ...{ edge, marketplace, state, why, compared, found, byKind, endedAt },
  })),
})
