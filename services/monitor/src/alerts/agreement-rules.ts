import type { Edge } from '@concord/contracts'
import type { EdgeFigures } from '../reconciliation.js'
import type { Example, Finding } from './finding.js'
import { found } from './found.js'

const names: Readonly<Record<Edge, string>> = { marketplace: 'Mirakl', account: 'Dotdigital' }

/** What the last reconciliations found at each edge, and those of the last week that came to no end there. */
export const reconciliationFindings = (figures: readonly EdgeFigures[]): readonly Finding[] =>
  figures.flatMap(({ edge, found: count, run, examples, failed }) => {
    const [group, where] = [edge, names[edge]]
    const [lastFailed] = failed
    return [
      ...(count <= 0
        ? []
        : [
            found('differences-found', {
              ...{ group, where, count, examples: examples.map(exampleOf) },
              blanks: { run: examples[0]?.run ?? run ?? '' },
            }),
          ]),
      ...(lastFailed === undefined
        ? []
        : [found('reconciliations-failed', { group, where, count: failed.length, blanks: { run: lastFailed } })]),
    ]
  })

/** Dotdigital calls records by names of its own. */
const recordKeyShape = /^[^:]+:(order|return|seller):/

const exampleOf = ({ what, key, kind }: EdgeFigures['examples'][number]): Example => ({
  name: `${what === 'contact' || what === 'trigger' ? `${what} ` : ''}${key} ${kind}`,
  key: recordKeyShape.test(key) ? key : undefined,
})
