import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, type Frame, type WireObject, type World } from '@concord/sandbox-mirakl'
import type { Sandboxes } from '@concord/standalone'
import { emailOf, marketplace, orderOf } from './orders.js'

export interface Vendors extends Pick<Sandboxes, 'marketplaces' | 'accounts'> {
  readonly dotdigitalUrl: string
  /** When all orders that only a backfill brings were last updated. */
  readonly historyAt: string
  /** Lets Mirakl show the orders that only a backfill brings. */
  showHistory(): Promise<void>
  stop(): Promise<void>
}

export interface VendorsWish {
  /** Who are contacts of Dotdigital already, and subscribers. */
  readonly customers: number
  /** Orders of years ago. */
  readonly history: number
  readonly relaySecret: string
}

export const webhookToken = 'a-static-token-of-mirakl'
const user = { user: 'apiuser@example.com', password: 'sandbox' }
const [campaign, monthMs] = [1001, 30 * 86_400_000]

/** Both vendors: a marketplace that calls nobody by itself, and an account that knows its customers. */
export const startVendors = async ({ customers, history, relaySecret }: VendorsWish): Promise<Vendors> => {
  const historyAt = new Date(Date.now() - monthMs)
  const world = worldOf({ history, customers }, historyAt)
  const mirakl = await createMiraklSandbox({ port: 0, world })
  const contacts = Array.from({ length: customers }, (_none, nth) => ({ email: emailOf(nth), status: 'subscribed' }))
  const campaigns = [{ id: campaign, name: 'Shipped' }]
  const dotdigital = await createDotdigitalSandbox({ port: 0, world: { contacts, campaigns }, ...user })
  return {
    dotdigitalUrl: dotdigital.url,
    historyAt: historyAt.toISOString(),
    marketplaces: {
      [marketplace]: {
        url: `${mirakl.url}/${marketplace}`,
        credentials: { apiKey: 'key', scheme: 'raw' },
        webhookTokens: [webhookToken],
        relaySecrets: [relaySecret],
      },
    },
    accounts: { main: { url: dotdigital.url, ...user } },
    showHistory: () => mirakl.advanceTo(1),
    stop: async () => {
      await mirakl.stop()
      await dotdigital.stop()
    },
  }
}

const worldOf = ({ history, customers }: Pick<VendorsWish, 'history' | 'customers'>, at: Date): World => {
  const orders = Array.from({ length: history }, (_none, nth) =>
    orderOf({ id: `H${nth}`, customer: nth % customers, state: 'SHIPPED', at }),
  )
  return {
    seed: 1,
    anchor: new Date().toISOString(),
    marketplaces: [
      {
        ...{ id: marketplace, name: 'Acme', apiKey: 'key', sellerKey: 'seller-key', timezone: 'Europe/Paris' },
        channels: [{ code: 'FR', label: 'France' }],
        frames: [frameOf([]), frameOf(orders)],
      },
    ],
  }
}

const frameOf = (orders: readonly WireObject[]): Frame => ({
  ...{ at: new Date().toISOString(), orders, shops: [], returns: [], webhooks: [], relayed: [] },
})
