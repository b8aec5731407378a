import type { Comparer } from '@concord/runtime'
import { comparisonOf, type Comparisons, differenceOf, type JournalView, stateOf } from './comparison.js'
import { repair } from './comparison-repairs.js'
import type { Hints } from './ports.js'

interface Needs {
  readonly comparisons: Comparisons
  readonly view: JournalView
  readonly hints: Pick<Hints, 'repair'>
  readonly now: () => Date
}

/** Compares Mirakl with the journal. */
export const comparerOf = (needs: Needs): Comparer => {
  const { comparisons, view, now } = needs
  return {
    async begin(request) {
      const oldest = request.from === undefined ? await view.oldest(request.marketplace) : undefined
      return stateOf(await comparisons.create(comparisonOf(request, { requestedAt: now().toISOString(), oldest })))
    },
    async find(id) {
      const comparison = await comparisons.find(id)
      return comparison && stateOf(comparison)
    },
    differences: async (id, after, limit) => (await comparisons.found(id, after, limit)).map(differenceOf),
    async repair(id, request) {
      const comparison = await comparisons.find(id)
      return comparison === undefined ? { repairs: 0, refused: [] } : repair(needs, comparison, request)
    },
  }
}
