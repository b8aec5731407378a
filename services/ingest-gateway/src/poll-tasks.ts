import type { MarketplaceConfig } from '@concord/runtime'
import { type BackfillNeeds, stepBackfill } from './backfill-runner.js'
import { type ComparisonNeeds, stepComparison, stepLookUp } from './comparison-runner.js'
import { createReadBack, type HintNeeds } from './hints.js'
import type { Term } from './lease.js'
import { lookAtIncidents, pollIncidents, pollOrders, pollReturns, type PollNeeds, sweepSellers } from './poll.js'
import { inTurns, type Walk } from './poll-walk.js'
import type { MarketplaceSource } from './polling-ports.js'
import type { Task } from './turns.js'

interface Needs extends Omit<
  PollNeeds & HintNeeds & BackfillNeeds & ComparisonNeeds,
  'marketplace' | 'source' | 'term' | 'overlapSeconds' | 'exports'
> {
  /** How often hints are looked for. */
  readonly hintsEveryMs: number
  /** How often exports are asked after: ten seconds is what Mirakl wants. */
  readonly exportsEveryMs?: number | undefined
}

const lookUpsEveryMs = 2_000
const forgettingEveryMs = 60_000
/** Comparisons are kept for a month. */
const keptMs = 30 * 86_400_000

/**
 * All that is asked of a marketplace in one term, in groups: of the first all share the allowance of OR11, the others have
 * one of their own. Walks end with their term.
 */
export const tasksOf = (
  needs: Needs,
  { id: marketplace, poll }: MarketplaceConfig,
  source: MarketplaceSource,
): ((term: Term) => readonly (readonly Task[])[]) => {
  const { incidents, exports } = source
  const { comparisons, now, exportsEveryMs = 10_000 } = needs
  const forget = (): Promise<boolean> => comparisons.forgetSome(new Date(now().getTime() - keptMs).toISOString())
  const [ordersEveryMs, hintsEveryMs] = [poll.ordersEverySeconds * 1_000, needs.hintsEveryMs]
  const readBack = createReadBack()
  return (term) => {
    const each = { ...needs, marketplace, source, term, overlapSeconds: poll.overlapSeconds }
    const walk = (name: string, everyMs: number, begin: (needs: PollNeeds) => Promise<Walk>): Task => ({
      ...{ name, everyMs },
      run: inTurns(() => begin(each)),
    })
    return [
      [
        walk('order poll', ordersEveryMs, pollOrders),
        walk('incident poll', ordersEveryMs, pollIncidents),
        { name: 'read-back', everyMs: hintsEveryMs, run: () => readBack(each) },
        { name: 'comparison look-up', everyMs: lookUpsEveryMs, run: () => stepLookUp(each) },
      ],
      [walk('return poll', poll.returnsEverySeconds * 1_000, pollReturns)],
      [walk('seller sweep', poll.sellersEverySeconds * 1_000, sweepSellers)],
      incidents === undefined ? [] : [walk('look at incidents', ordersEveryMs, lookAtIncidents)],
      exports === undefined
        ? []
        : [
            { name: 'backfill', everyMs: exportsEveryMs, run: () => stepBackfill({ ...each, exports }) },
            { name: 'comparison', everyMs: exportsEveryMs, run: () => stepComparison({ ...each, exports }) },
          ],
      [{ name: 'forgetting comparisons', everyMs: forgettingEveryMs, run: forget }],
    ]
  }
}
