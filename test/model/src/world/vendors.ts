import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox } from '@concord/sandbox-mirakl'
import { connectionVariables } from '@concord/standalone'
import { placedIn, type Story } from '../story/story.js'
import { account, theirRecords } from './account.js'
import { marketplace } from './mapping.js'
import { marketplaceOf, orderIdOf } from './marketplace.js'
import type { SharedClock } from './shared-clock.js'

/** Both vendors in this process, so that they outlive Concord. */
export interface Vendors {
  readonly miraklUrl: string
  readonly dotdigitalUrl: string
  /** What Concord is told of them. */
  readonly environment: Readonly<Record<string, string>>
  /** Shows the next order of the story. */
  placeOrder(): Promise<void>
  stop(): Promise<void>
}

interface Needs {
  readonly clock: SharedClock
  readonly story: Story
  readonly gatewayUrl: string
}

export const relaySecret = `whsec_${Buffer.alloc(32, 7).toString('base64')}`
const webhookToken = 'a-static-token-of-mirakl'
const user = { user: 'apiuser@example.com', password: 'sandbox' }

export const startVendors = async ({ clock, story, gatewayUrl }: Needs): Promise<Vendors> => {
  const { now } = clock
  const webhook = { url: `${gatewayUrl}/v1/mirakl/${marketplace}/webhooks`, token: webhookToken }
  const world = marketplaceOf(story, now())
  const mirakl = await createMiraklSandbox({ port: 0, world, now, notify: { [marketplace]: { webhook } } })
  const dotdigital = await createDotdigitalSandbox({ port: 0, world: account, now, ...user })
  await fill(dotdigital.url, story)
  return {
    miraklUrl: mirakl.url,
    dotdigitalUrl: dotdigital.url,
    environment: connectionVariables({
      marketplaces: {
        [marketplace]: {
          url: `${mirakl.url}/${marketplace}`,
          credentials: { apiKey: 'key', scheme: 'raw' },
          webhookTokens: [webhookToken],
          relaySecrets: [relaySecret],
        },
      },
      accounts: { main: { url: dotdigital.url, ...user } },
    }),
    placeOrder: () => mirakl.advanceTo(mirakl.step() + 1),
    stop: async () => {
      await mirakl.stop()
      await dotdigital.stop()
    },
  }
}

/** What another system has written, by the same calls as it would; none of them stays in the journal. */
const fill = async (url: string, story: Story): Promise<void> => {
  const collections = '/insightData/v3/collections'
  await call(url, 'POST', `${collections}/Orders?collectionScope=contact&collectionType=orders`)
  await call(url, 'POST', `${collections}/Wishlists?collectionScope=contact&collectionType=custom`)
  for (const { collection, key, json } of theirRecords(placedIn(story).map((_placed, nth) => orderIdOf(nth))))
    await call(url, 'PUT', `/insightData/v3/contacts/contactId/1001/${collection}/${key}`, json)
  await call(url, 'DELETE', '/_sandbox/calls')
}

const call = async (url: string, method: string, path: string, body?: unknown): Promise<void> => {
  const authorization = `Basic ${btoa(`${user.user}:${user.password}`)}`
  const headers = { authorization, 'content-type': 'application/json' }
  const given = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(url + path, { method, headers, ...given })
  if (!response.ok) throw new Error(`${method} ${path} was answered ${response.status}: ${await response.text()}`)
}
