import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { AccountConnection, MarketplaceConnection } from '@concord/runtime'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox } from '@concord/sandbox-mirakl'
import { createWorld } from '@concord/sandbox-seed'
import type { DataFolder } from './data-folder.js'

/** The mapping that goes with the seeded marketplaces. */
export const sandboxConfigPath = fileURLToPath(new URL('../../../test/sandbox/concord.yaml', import.meta.url))

const dotdigitalUser = { user: 'apiuser-sandbox@apiconnector.com', password: 'sandbox' }

/** The sandboxes are asked with a key. */
type KeyedMarketplace = MarketplaceConnection & { readonly credentials: { readonly apiKey: string } }

/** Both vendors, played by servers on this machine. */
export interface Sandboxes {
  readonly miraklUrl: string
  readonly dotdigitalUrl: string
  readonly marketplaces: Readonly<Record<string, KeyedMarketplace>>
  readonly accounts: Readonly<Record<string, AccountConnection>>
  readonly lastStep: number
  /** Addresses that opt out in Dotdigital at a step. */
  readonly optOutsAtStep: Readonly<Record<number, readonly string[]>>
  stop(): Promise<void>
}

interface Needs {
  readonly folder: DataFolder
  readonly ports: { readonly mirakl: number; readonly dotdigital: number }
  /** Where the gateway takes posts. */
  readonly gatewayUrl: string
}

export const startSandboxes = async ({ folder, ports, gatewayUrl }: Needs): Promise<Sandboxes> => {
  const world = createWorld(folder.world)
  const { webhookToken, relaySecret } = folder.secrets
  const ids = world.marketplaces.map(({ id }) => id)
  const target = (id: string) => ({
    webhook: { url: `${gatewayUrl}/v1/mirakl/${id}/webhooks`, token: webhookToken },
    relay: { url: `${gatewayUrl}/v1/records/${id}`, secret: relaySecret },
  })
  const mirakl = await createMiraklSandbox({
    port: ports.mirakl,
    world,
    statePath: join(folder.path, 'sandbox-mirakl.json'),
    notify: Object.fromEntries(ids.map((id) => [id, target(id)])),
  })
  const dotdigital = await createDotdigitalSandbox({
    port: ports.dotdigital,
    world: world.dotdigital,
    journalPath: join(folder.path, 'sandbox-dotdigital.jsonl'),
    ...dotdigitalUser,
  })
  const connection = ({ id, apiKey }: { id: string; apiKey: string }): [string, KeyedMarketplace] => [
    id,
    {
      url: `${mirakl.url}/${id}`,
      credentials: { apiKey, scheme: 'raw' },
      webhookTokens: [webhookToken],
      relaySecrets: [relaySecret],
    },
  ]
  return {
    miraklUrl: mirakl.url,
    dotdigitalUrl: dotdigital.url,
    marketplaces: Object.fromEntries(world.marketplaces.map(connection)),
    accounts: { main: { url: dotdigital.url, ...dotdigitalUser } },
    lastStep: Math.max(...world.marketplaces.map(({ frames }) => frames.length)) - 1,
    optOutsAtStep: world.dotdigital.optOutsAtStep,
    stop: async () => {
      await mirakl.stop()
      await dotdigital.stop()
    },
  }
}

/** The same mapping with links that lead into the shops that the sandbox of Mirakl serves, and that are visited; where it is. */
export const writeMapping = (folder: DataFolder, { miraklUrl }: Pick<Sandboxes, 'miraklUrl'>): string => {
  const path = join(folder.path, 'concord.yaml')
  const text = readFileSync(sandboxConfigPath, 'utf8')
    .replaceAll(/https:\/\/media\.\w+\.example\.com/g, miraklUrl)
    .replaceAll(/https:\/\/(\w+)\.example\.com/g, `${miraklUrl}/shop/$1`)
    .replaceAll(/(?: *#.*example\.com.*\n)? *visitLinksEveryMinutes: 0\n/g, '')
  writeFileSync(path, text)
  return path
}
