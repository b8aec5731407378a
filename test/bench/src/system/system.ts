import { writeFileSync } from 'node:fs'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { booksOf, type Books, type Distributed, openDataFolder, startDistributed } from '@concord/standalone'
import { freePort, provisionServers, waitFor } from '@concord/testing'
import { marketplace } from './orders.js'
import { startVendors, type Vendors, type VendorsWish, webhookToken } from './vendors.js'

/** Every service as a process of its own, over private servers. */
export interface System {
  readonly vendors: Vendors
  readonly running: Distributed
  readonly books: Books
  /** Where relays post. */
  readonly recordsUrl: string
  readonly webhooksUrl: string
  readonly relaySecret: string
  readonly webhookToken: string
  readonly operatorToken: string
  /** So many customers are contacts already. */
  readonly customers: number
  /** So many orders a backfill brings. */
  readonly history: number
  readonly rabbitmqUrl: string
  readonly postgresUrl: string
}

/** The pace is the usual one of `concord.yaml`, so that what is measured is what somebody gets who sets nothing. */
const mapping = `
marketplaces:
  ${marketplace}:
    account: main
    clusterLimit: 200
    links: { order: 'https://acme.example.com/orders/{orderId}', media: 'https://acme.example.com' }
    calls: unrestricted
accounts:
  main:
    newContacts: unsubscribed
    triggers:
      shipped: { purpose: transactional, maxAgeHours: 24, channel: { campaigns: { default: 1001 } } }
`
const operatorToken = 'the-token-of-whoever-measures'

/** Has the whole system run for as long as the work takes. */
export const withSystem = async (
  wish: Omit<VendorsWish, 'relaySecret'>,
  work: (system: System) => Promise<void>,
): Promise<void> => {
  const path = await mkdtemp(join(tmpdir(), 'concord-bench-'))
  const stops: (() => Promise<unknown>)[] = [() => rm(path, { recursive: true, force: true })]
  try {
    const folder = openDataFolder(path, 2026, new Date())
    const configPath = join(path, 'concord.yaml')
    writeFileSync(configPath, mapping)
    const { relaySecret } = folder.secrets
    const [servers, vendors] = [await provisionServers(), await startVendors({ ...wish, relaySecret })]
    stops.unshift(() => servers.stop())
    stops.unshift(() => vendors.stop())
    const gatewayPort = await freePort()
    const environment = {
      CONCORD_CONFIG: configPath,
      OPERATOR_TOKEN: operatorToken,
      SENDER_POSTS_PER_MINUTE: '10000000',
      DUE_AFTER_SECONDS: '900',
    }
    const running = await startDistributed({ folder, servers, gatewayPort, sandboxes: vendors, environment })
    stops.unshift(() => running.stop())
    const { urls, token } = running
    const books = booksOf(urls, token)
    const since = new Date(0)
    await waitFor(() => books.isPolledSince(since, [marketplace]), { limitMs: 60_000, what: 'the first poll' })
    await work({
      ...{ vendors, running, books, relaySecret, webhookToken, operatorToken },
      ...{ rabbitmqUrl: servers.rabbitmq.url, postgresUrl: servers.postgres.url },
      ...wish,
      recordsUrl: `${urls.gateway}/v1/records/${marketplace}`,
      webhooksUrl: `${urls.gateway}/v1/mirakl/${marketplace}/webhooks`,
    })
  } finally {
    for (const stop of stops) await stop()
  }
}
