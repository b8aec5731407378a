import type { ConcordConfig } from '@concord/runtime'
import { CannotRun } from '../errors.js'
import type { World } from '../ports.js'
import type { Facts, Period } from './facts.js'

interface About {
  readonly config: ConcordConfig
  readonly period: Period
  readonly writtenAt: string
}

/**
 * Everything the hand-over is made of. Without monitor there is none; what others do not tell is left out.
 *
 * @throws CannotRun where monitor does not answer, or refuses
 */
export const gather = async (
  { monitor, gateway, handover }: Pick<World, 'monitor' | 'gateway' | 'handover'>,
  about: About,
): Promise<Facts> => ({
  ...about,
  books: await monitor.conservation(),
  figures: await handover.figures(about.period),
  polls: await unlessAway(gateway.polls()),
  optOuts: await unlessAway(handover.optOuts()),
  reconciliations: await handover.reconciliations(),
  openAlerts: await handover.openAlerts(),
})

const unlessAway = <Told>(told: Promise<Told>): Promise<Told | undefined> =>
  told.catch((failure: unknown) => {
    if (failure instanceof CannotRun) return undefined
    throw failure
  })
