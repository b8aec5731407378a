import type { Comparer, ConcordConfig } from '@concord/runtime'
import type { Comparisons } from './comparison-port.js'

/** Compares Dotdigital with the projection. */
export const comparerOf = (
  comparisons: Comparisons,
  { marketplaces }: Pick<ConcordConfig, 'marketplaces'>,
): Comparer => ({
  begin: (request) => comparisons.begin(request, marketplaces[request.marketplace]?.account ?? ''),
  find: (id) => comparisons.find(id),
  differences: (id, after, limit) => comparisons.differences(id, after, limit),
  repair: (id, request, by) => comparisons.ask(id, request, by),
})
