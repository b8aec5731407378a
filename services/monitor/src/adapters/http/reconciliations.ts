import { randomUUID } from 'node:crypto'
import { z } from 'zod'
import type { RunInDetail } from '../../reconciliation.js'
import { cursorOf, deedPaging, exceptionPaging, pagingOf } from './cursor.js'
import { acceptRoute, repairRoute } from './difference-deeds.js'
import { sendDifferences } from './difference-export.js'
import { foundRun, isBarred, type ReconcilingNow } from './reconciliation-guards.js'
import {
  differenceFilters,
  DifferencePage,
  reconciliationBodies,
  RunInDetailShown,
  RunPage,
  RunShown,
} from './reconciliation-schemas.js'
import { refuse, type Route, route } from './route.js'

export const reconciliationRoutes = (needs: ReconcilingNow): readonly Route[] => [
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
      const found = await foundRun(needs, id, response)
      if (found !== undefined) response.json(shownRun(found))
    },
  }),
  route({
    ...{ method: 'get', path: '/v1/reconciliations/{id}/differences', name: 'listDifferences', allows: 'readers' },
    ...{ summary: 'What differs, in the order found; as CSV all of it that fits', problems: [404] },
    query: z.strictObject({ ...differenceFilters, ...deedPaging }),
    answers: { 'application/json': DifferencePage, 'text/csv': z.string() },
    async answer({ query: { limit, cursor, ...filter }, parameters: { id = '' }, request }, response) {
      if ((await foundRun(needs, id, response)) === undefined) return
      response.vary('Accept')
      const { reconciliations } = needs
      if (request.accepts(['json', 'csv']) === 'csv') return sendDifferences(response, { reconciliations, id, filter })
      const { items, next } = await reconciliations.differences(id, filter, pagingOf({ limit, cursor }))
      response.json({ differences: items, next: cursorOf(next) })
    },
  }),
  repairRoute(needs),
  acceptRoute(needs),
]

const beginRoute = (needs: ReconcilingNow): Route =>
  route({
    ...{ method: 'post', path: '/v1/reconciliations', name: 'beginReconciliation', allows: 'owners' },
    summary: 'Begins a run, over a window of changes or over everything; for operators',
    ...{ body: reconciliationBodies.begin, answers: { 'application/json': RunShown }, problems: [409] },
    async answer({ body, person }, response) {
      const { reconciliations, marketplaces, now, wake } = needs
      if (isBarred(needs, person, response)) return
      if (body.from !== undefined && Date.parse(body.from) >= now().getTime())
        return refuse(response, ['body.from: must be in the past, since nothing has changed after now'])
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

/** A run with what is shown of its parts. */
export const shownRun = ({ run, parts, trend, repairs, standings }: RunInDetail) => ({
  ...{ run, trend, repairs, standings },
  parts: parts.map(({ edge, marketplace, state, why, compared, found, byKind, endedAt }) => ({
    ...{ edge, marketplace, state, why, compared, found, byKind, endedAt },
  })),
})
