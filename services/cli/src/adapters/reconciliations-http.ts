import {
  Accepted,
  DifferencePage,
  type DifferenceSeen,
  Reconciliation,
  ReconciliationBegun,
  ReconciliationPage,
  Repaired,
} from '../answers-reconcile.js'
import type { Reconciliations } from '../reconcile-port.js'
import type { ServiceAt } from '../surroundings.js'
import { ask } from './service-http.js'

const examples = 3
const mostAtOnce = 100

export const reconciliationsHttp = (at: ServiceAt): Reconciliations => {
  const pathOf = (run: string): string => `/v1/reconciliations/${encodeURIComponent(run)}`
  return {
    begin: (body) => ask(at, ReconciliationBegun, { path: '/v1/reconciliations', body, isOnce: true }),
    newest: async (limit) =>
      (await ask(at, ReconciliationPage, { path: `/v1/reconciliations?limit=${limit}` })).reconciliations,
    find: (run) => ask(at, Reconciliation, { path: pathOf(run) }),
    async examples(run, { edge, kind, isAll }) {
      const path = `${pathOf(run)}/differences?edge=${edge}&kind=${kind}&limit=${isAll ? mostAtOnce : examples}`
      let page = await ask(at, DifferencePage, { path })
      const all: DifferenceSeen[] = [...page.differences]
      while (isAll && page.next !== undefined) {
        page = await ask(at, DifferencePage, { path: `${path}&cursor=${encodeURIComponent(page.next)}` })
        all.push(...page.differences)
      }
      return all
    },
    repair: (run, body) => ask(at, Repaired, { path: `${pathOf(run)}/repairs`, body, isOnce: true }),
    accept: (run, body) => ask(at, Accepted, { path: `${pathOf(run)}/acceptances`, body, isOnce: true }),
  }
}
