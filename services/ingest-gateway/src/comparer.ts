import type { Comparer } from '@concord/runtime'
import { comparisonOf, type Comparisons, differenceOf, type JournalView, stateOf } from './comparison.js'
import { repair } from './comparison-repairs.js'
import type { Trail } from './deeds.js'
import type { Hints } from './ports.js'

interface Needs {
  readonly comparisons: Comparisons
  readonly view: JournalView
  readonly hints: Pick<Hints, 'repair'>
  readonly deeds: Pick<Trail, 'add'>
  readonly now: () => Date
}

/** Compares Mirakl with the journal. */
export const comparerOf = (needs: Needs): Comparer => {
  const { comparisons, view, deeds, now } = needs
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
    async repair(id, request, by) {
      const comparison = await comparisons.find(id)
      if (comparison === undefined) return { repairs: 0, refused: [] }
      if (request.isDryRun) return repair(needs, comparison, request)
      const told = (action: string, after: object) =>
        deeds.add({ by, at: now().toISOString(), action, about: id, before: {}, after: { ...after } })
      await told('repair', { differences: request.differences })
      const { repairs, refused } = await repair(needs, comparison, request)
      await told('repaired', { repairs, refused: refused.length })
      return { repairs, refused }
    },
  }
}
