import {
  DifferencePage,
  Reconciliation,
  ReconciliationBegun,
  ReconciliationPage,
  Repaired,
} from '../answers-reconcile.js'
import type { Reconciliations } from '../reconcile-port.js'
import type { ServiceAt } from '../surroundings.js'
import { ask } from './service-http.js'

const examples = 3

export const reconciliationsHttp = (at: ServiceAt): Reconciliations => {
  const pathOf = (run: string): string => `/v1/reconciliations/${encodeURIComponent(run)}`
  return {
    begin: (body) => ask(at, ReconciliationBegun, { path: '/v1/reconciliations', body, isOnce: true }),
    newest: async (limit) =>
      (await ask(at, ReconciliationPage, { path: `/v1/reconciliations?limit=${limit}` })).reconciliations,
    find: (run) => ask(at, Reconciliation, { path: pathOf(run) }),
    async examples(run, { edge, kind }) {
      const path = `${pathOf(run)}/differences?edge=${edge}&kind=${kind}&limit=${examples}`
      return (await ask(at, DifferencePage, { path })).differences
    },
    repair: (run, body) => ask(at, Repaired, { path: `${pathOf(run)}/repairs`, body, isOnce: true }),
  }
}
