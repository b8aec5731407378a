import { cpSync } from 'node:fs'
import { join } from 'node:path'
import { temporaryFolder } from '@concord/fault-tests'
import { waitFor } from '@concord/testing'
import type { Story } from '../story/story.js'
import type { Account } from '../judge/evidence.js'
import { type Concord, freePorts, startConcord } from './concord.js'
import { accountAt, callsAt } from './gather.js'
import { marketplace, writeMapping } from './mapping.js'
import { createSharedClock, type SharedClock } from './shared-clock.js'
import { startVendors, type Vendors } from './vendors.js'

/** Concord between both vendors, all three by one clock. */
export interface World {
  /** Concord's data. */
  readonly folder: string
  readonly clock: SharedClock
  readonly vendors: Vendors
  readonly concord: Concord
  readonly gatewayUrl: string
  /** What Dotdigital held before Concord's start. */
  readonly before: Account
  /** Waits until all that has happened is read, and nothing is on its way. */
  calm(): Promise<void>
  stop(): Promise<void>
}

export interface WorldWish {
  readonly story: Story
  /** A data folder to begin with: see `firstFolder`. */
  readonly from?: string | undefined
  readonly programs?: string | undefined
  readonly speed?: number
}

/** So fast that a second's pace of reading is a fraction of one, and so slow that a busy machine keeps up. */
const usualSpeed = 4
const calmLimitMs = 180_000

export const startWorld = async ({ story, from, programs, speed = usualSpeed }: WorldWish): Promise<World> => {
  const { path: folder, remove } = temporaryFolder('concord-model-')
  if (from !== undefined) cpSync(join(from, 'live'), join(folder, 'live'), { recursive: true })
  const clock = createSharedClock(speed)
  const ports = await freePorts()
  const gatewayUrl = `http://127.0.0.1:${ports.gateway}`
  const vendors = await startVendors({ clock, story, gatewayUrl })
  const before = await accountAt(vendors.dotdigitalUrl)
  const environment = { ...vendors.environment, CONCORD_CONFIG: writeMapping(folder) }
  const concord = await startConcord({ clock, folder, ports, environment, programs })
  return {
    folder,
    clock,
    vendors,
    concord,
    gatewayUrl,
    before,
    calm: () => calm(concord, vendors, clock),
    stop: async () => {
      await concord.stop()
      await vendors.stop()
      remove()
    },
  }
}

/** A data folder that has been laid out, to begin worlds with: that takes longer than most stories. */
export const firstFolder = async (
  programs?: string,
): Promise<{ readonly path: string; readonly remove: () => void }> => {
  const { path, remove } = temporaryFolder('concord-model-first-')
  const world = await startWorld({ story: [], speed: 1, programs })
  await world.calm()
  await world.concord.stop('SIGTERM')
  cpSync(join(world.folder, 'live'), join(path, 'live'), { recursive: true })
  await world.stop()
  return { path, remove }
}

/** Nothing tells of a message that is between two services, so it must be calm for as long as such a one takes. */
const calmMs = 400

const calm = async (concord: Concord, { dotdigitalUrl }: Vendors, clock: SharedClock): Promise<void> => {
  const since = clock.now()
  let calmSince: number | undefined
  const isCalm = async (): Promise<boolean> => {
    const isRead =
      (await concord.books.isPolledSince(since, [marketplace])) && (await isConsentRead(dotdigitalUrl, since))
    calmSince = isRead && (await concord.isIdle()) ? (calmSince ?? Date.now()) : undefined
    return calmSince !== undefined && Date.now() - calmSince >= calmMs
  }
  await waitFor(isCalm, { limitMs: calmLimitMs, everyMs: 100, what: 'everything to be read and written' })
}

/** Twice, since only the second reading shows that the first has been kept. */
const isConsentRead = async (dotdigitalUrl: string, since: Date): Promise<boolean> => {
  const readings = await callsAt(dotdigitalUrl, '?path=/v2/contacts/suppressed-since/')
  return readings.filter(({ at }) => new Date(at) > since).length >= 2
}
