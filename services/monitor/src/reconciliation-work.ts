import type { Edge } from '@concord/contracts'
import { createLoop, type Log, type Loop } from '@concord/runtime'
import type { Edges, Reconciliations } from './reconciliation.js'
import { beginNightly, stepReconciliation } from './reconciling.js'

/** What is reconciled, and where those answer who compare. */
export interface ReconcilingSetup<EdgeAt> {
  /** The names that `concord.yaml` has. */
  readonly marketplaces: readonly string[]
  /** Asked for at each call, since it may only be known once all have started. */
  readonly edges: Readonly<Record<Edge, () => EdgeAt>>
  /** Variables without which no edge can be asked; nothing is begun while one is missing. */
  readonly missing: readonly string[]
  /** Time of day in UTC, like `02:30`; never by itself where left out. */
  readonly nightlyAt?: string | undefined
}

interface Needs {
  readonly reconciliations: Reconciliations
  readonly edges: Edges
  readonly setup: Pick<ReconcilingSetup<unknown>, 'marketplaces' | 'missing' | 'nightlyAt'>
  readonly log: Log
  readonly now: () => Date
}

export interface ReconcilingWork {
  readonly loops: readonly Loop[]
  readonly wake: () => void
  status(): Promise<Readonly<Record<string, number>>>
}

const stepEveryMs = 2_000
const nightEveryMs = 60_000
const weekMs = 7 * 86_400_000

/** What monitor does by itself about reconciliation: goes on with runs, begins that of every night, and counts. */
export const reconcilingWork = (needs: Needs): ReconcilingWork => {
  const { reconciliations, setup, log, now } = needs
  const { marketplaces, nightlyAt } = setup
  const steps = createLoop({
    ...{ name: 'reconciliation', everyMs: stepEveryMs, log, task: () => stepReconciliation(needs) },
  })
  const night = async (at: string): Promise<boolean> => {
    await beginNightly({ reconciliations, marketplaces, nightlyAt: at, now })
    return false
  }
  const isReady = setup.missing.length === 0
  const nights =
    nightlyAt === undefined || !isReady
      ? []
      : [createLoop({ name: 'nightly reconciliation', everyMs: nightEveryMs, log, task: () => night(nightlyAt) })]
  return {
    loops: isReady ? [steps, ...nights] : [],
    wake: () => steps.poke(),
    async status() {
      const since = new Date(now().getTime() - weekMs).toISOString()
      const figures = await reconciliations.figures({ since, marketplaces })
      return {
        differencesFound: figures.reduce((sum, { found }) => sum + found, 0),
        reconciliationsFailed: new Set(figures.flatMap(({ failed }) => failed)).size,
      }
    },
  }
}
