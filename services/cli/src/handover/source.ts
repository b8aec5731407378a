import type { ConcordConfig } from '@concord/runtime'
import type { OptOuts, Period, PeriodFigures, Reconciliation } from './facts.js'

/** What only the hand-over asks of the services; undefined where none of them tells it. */
export interface HandoverSource {
  /** What monitor runs with, and since when. */
  configuration(): Promise<{ readonly config: ConcordConfig; readonly since: string } | undefined>
  /** @throws Refused where the period cannot be had */
  figures(period: Period): Promise<PeriodFigures | undefined>
  optOuts(): Promise<readonly OptOuts[] | undefined>
  /** The newest first. */
  reconciliations(): Promise<readonly Reconciliation[] | undefined>
  /** The type of each that is open. */
  openAlerts(): Promise<readonly string[] | undefined>
}
