import type { FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'

/** What the last reconciliation found, and those of the last week that came to no end. */
export const reconciliationFindings = ({ samples }: FiguresSeen): readonly Finding[] =>
  (['differences-found', 'reconciliations-failed'] as const).flatMap((type) => {
    const [figure] = samplesOf(samples, 'concord_status', { service: 'monitor', what: figures[type] })
    return figure === undefined || figure.value === 0
      ? []
      : [found(type, { where: 'Mirakl, Concord, Dotdigital', count: figure.value })]
  })

const figures = { 'differences-found': 'differencesFound', 'reconciliations-failed': 'reconciliationsFailed' }
