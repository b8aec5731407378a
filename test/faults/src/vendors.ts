import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox } from '@concord/sandbox-mirakl'
import type { DataFolder, Sandboxes } from '@concord/standalone'
import { polled, relayed, type Story } from './traffic/marketplace.js'

interface Needs {
  readonly folder: DataFolder
  readonly story: Story
  readonly subscribers: readonly string[]
  readonly gatewayUrl: string
}

const user = { user: 'apiuser@example.com', password: 'sandbox' }

/** Both vendors, in this process: they outlive every service that is killed. */
export const startVendors = async ({ folder, story, subscribers, gatewayUrl }: Needs): Promise<Sandboxes> => {
  const { webhookToken, relaySecret } = folder.secrets
  const webhook = { url: `${gatewayUrl}/v1/mirakl/${polled}/webhooks`, token: webhookToken }
  const mirakl = await createMiraklSandbox({ port: 0, world: story.world, notify: { [polled]: { webhook } } })
  const dotdigital = await createDotdigitalSandbox({ port: 0, world: accountOf(subscribers), ...user })
  const connection = (id: string, apiKey: string) => ({
    url: `${mirakl.url}/${id}`,
    credentials: { apiKey, scheme: 'raw' as const },
    webhookTokens: [webhookToken],
    relaySecrets: [relaySecret],
  })
  return {
    miraklUrl: mirakl.url,
    dotdigitalUrl: dotdigital.url,
    marketplaces: { [polled]: connection(polled, 'key'), [relayed]: connection(relayed, 'key-2') },
    accounts: { main: { url: dotdigital.url, ...user } },
    lastStep: Math.max(...story.world.marketplaces.map(({ frames }) => frames.length)) - 1,
    optOutsAtStep: {},
    stop: async () => {
      await mirakl.stop()
      await dotdigital.stop()
    },
  }
}

const accountOf = (subscribers: readonly string[]) => ({
  contacts: subscribers.map((email) => ({ email, status: 'subscribed' })),
  campaigns: [1001, 1002, 1003].map((id) => ({ id, name: `Shipped ${id}` })),
  programs: [{ id: 77, name: 'Rate your purchase', status: 'Active' as const }],
})
