import { join } from 'node:path'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, type Marketplace, type Target } from '@concord/sandbox-mirakl'
import { createWorld } from '@concord/sandbox-seed'
import type { Options } from './options.js'
import { toldBy } from './told.js'

export const dotdigitalUser = { user: 'apiuser-sandbox@apiconnector.com', password: 'sandbox' }

export interface Sandboxes {
  readonly miraklUrl: string
  readonly dotdigitalUrl: string
  readonly marketplaces: readonly Marketplace[]
  readonly isLiving: boolean
  stop(): Promise<void>
}

/** Both vendors with one seeded story: who orders in the marketplaces is partly known to the Dotdigital account. */
export const startSandboxes = async (options: Options): Promise<Sandboxes> => {
  const { host, data } = options
  const world = createWorld(toldBy(options))
  const fileIn = (name: string) => (data === undefined ? undefined : join(data, name))
  const mirakl = await createMiraklSandbox({
    port: options.miraklPort,
    host,
    world,
    statePath: fileIn('mirakl.json'),
    notify: Object.fromEntries(world.marketplaces.map(({ id }) => [id, targetOf(options, id)])),
  })
  const dotdigital = await createDotdigitalSandbox({
    port: options.dotdigitalPort,
    host,
    world: world.dotdigital,
    journalPath: fileIn('dotdigital.jsonl'),
    ...dotdigitalUser,
  })
  if (options.speed !== undefined)
    for (const { url } of [mirakl, dotdigital]) await tell(url, 'clock', { speed: options.speed })
  if (options.ordersPerHour !== undefined) await tell(mirakl.url, 'life', { ordersPerHour: options.ordersPerHour })
  return {
    isLiving: options.ordersPerHour !== undefined,
    miraklUrl: mirakl.url,
    dotdigitalUrl: dotdigital.url,
    marketplaces: world.marketplaces,
    stop: async () => void (await Promise.all([mirakl.stop(), dotdigital.stop()])),
  }
}

/** What anybody can tell a sandbox that runs. */
const tell = async (url: string, what: string, body: unknown): Promise<void> => {
  const headers = { 'content-type': 'application/json' }
  const response = await fetch(`${url}/_sandbox/${what}`, { method: 'POST', headers, body: JSON.stringify(body) })
  if (!response.ok) throw new Error(await response.text())
}

const targetOf = ({ webhook }: Options, marketplace: string): Target =>
  webhook === undefined
    ? {}
    : { webhook: { url: webhook.url.replaceAll('{marketplace}', marketplace), token: webhook.token } }
