import type { Log } from '@concord/runtime'
import type { Kysely } from 'kysely'
import { type EdgeAt, edgeHttp } from './adapters/edges-http.js'
import type { Reconciling } from './adapters/http/reconciliation-guards.js'
import { postgresReconciliations } from './adapters/postgres-reconciliations.js'
import type { Tables } from './adapters/tables.js'
import { type ReconcilingSetup, type ReconcilingWork, reconcilingWork } from './reconciliation-work.js'

interface Needs {
  readonly tables: Kysely<Tables>
  readonly setup: ReconcilingSetup<EdgeAt>
  readonly log: Log
  readonly now: () => Date
}

/** What is offered of reconciliation, and what is done of it by itself. */
export const createReconciler = ({
  tables,
  setup,
  log,
  now,
}: Needs): Reconciling & { readonly work: ReconcilingWork } => {
  const reconciliations = postgresReconciliations(tables)
  const edges = { marketplace: edgeHttp(setup.edges.marketplace), account: edgeHttp(setup.edges.account) }
  const work = reconcilingWork({ reconciliations, edges, setup, log, now })
  return { reconciliations, edges, work, wake: work.wake, marketplaces: setup.marketplaces, missing: setup.missing }
}
