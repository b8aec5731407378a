import type { FigureRules, FiguresSeen } from './figure-rules.js'
import { samplesOf } from './figures.js'
import type { Finding } from './finding.js'
import { found } from './found.js'

/** Disputes that last too long, whether or not a message waits for their end. */
export const disputeFindings = ({ marketplaces }: FigureRules, { samples }: FiguresSeen): readonly Finding[] =>
  Object.keys(marketplaces).flatMap((marketplace) => {
    const [overdue] = samplesOf(samples, 'concord_orders_in_dispute_overdue', { marketplace })
    if (overdue === undefined || overdue.value === 0) return []
    return [found('disputes-overdue', { place: { marketplace }, where: marketplace, count: overdue.value })]
  })

/** What the last reconciliation found, and those of the last week that came to no end. */
export const reconciliationFindings = ({ samples }: FiguresSeen): readonly Finding[] =>
  (['differences-found', 'reconciliations-failed'] as const).flatMap((type) => {
    const [figure] = samplesOf(samples, 'concord_status', { service: 'monitor', what: figures[type] })
    return figure === undefined || figure.value === 0
      ? []
      : [found(type, { where: 'Mirakl, Concord, Dotdigital', count: figure.value })]
  })

const figures = { 'differences-found': 'differencesFound', 'reconciliations-failed': 'reconciliationsFailed' }
