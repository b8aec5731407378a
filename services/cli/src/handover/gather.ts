import { parseConcordConfig } from '@concord/runtime'
import { CannotRun } from '../errors.js'
import type { World } from '../ports.js'
import { textIn } from '../surroundings.js'
import type { Facts, Period } from './facts.js'
import type { HandoverSource } from './source.js'

interface About {
  readonly period: Period
  readonly writtenAt: string
  /** A concord.yaml that counts instead of what runs. */
  readonly file: string | undefined
}

/**
 * Everything the hand-over is made of. Without monitor there is none; what others do not tell is left out.
 *
 * @throws CannotRun where monitor does not answer, refuses, or does not tell what it runs with
 */
export const gather = async (
  { monitor, gateway, handover }: Pick<World, 'monitor' | 'gateway' | 'handover'>,
  { period, writtenAt, file }: About,
): Promise<Facts> => ({
  ...{ period, writtenAt },
  books: await monitor.conservation(),
  ...(file === undefined ? await settingsThatRun(handover) : settingsIn(file)),
  figures: await handover.figures(period),
  polls: await unlessAway(gateway.polls()),
  optOuts: await unlessAway(handover.optOuts()),
  reconciliations: await handover.reconciliations(),
  openAlerts: await handover.openAlerts(),
})

type Settings = Pick<Facts, 'config' | 'origin'>

const settingsThatRun = async (handover: HandoverSource): Promise<Settings> => {
  const running = await handover.configuration()
  if (running !== undefined) return { config: running.config, origin: { is: 'running', since: running.since } }
  throw new CannotRun('This monitor does not tell what it runs with. Update it, or name its concord.yaml by --config.')
}

const settingsIn = (path: string): Settings => ({
  ...{ config: parseConcordConfig(textIn(path)), origin: { is: 'file', path } },
})

const unlessAway = <Told>(told: Promise<Told>): Promise<Told | undefined> =>
  told.catch((failure: unknown) => {
    if (failure instanceof CannotRun) return undefined
    throw failure
  })
