import type { SandboxWorld } from '@concord/sandbox-dotdigital'
import { addressOf } from '../story/story.js'
import { program, shippedCampaign } from './mapping.js'

const statuses: Readonly<Record<number, string>> = {
  0: 'subscribed',
  1: 'subscribed',
  2: 'subscribed',
  4: 'unsubscribed',
  5: 'subscribed',
}

/** Names that another system chose, some as Concord's are without their prefix. */
const theirFields = { FIRSTNAME: 'Ada', ORDERS: 3, LAST_ORDER: 'theirs', TIER: 'gold' }

/** An account that another system fills too; some shoppers are in it, and some are not. */
export const account: SandboxWorld = {
  contacts: Object.entries(statuses).map(([nth, status]) => ({
    email: addressOf(Number(nth)),
    status,
    dataFields: theirFields,
    lists: [7],
  })),
  dataFields: [
    { name: 'ORDERS', type: 'Numeric' },
    { name: 'LAST_ORDER', type: 'String' },
    { name: 'TIER', type: 'String' },
  ],
  lists: [{ id: 7, name: 'Newsletter', visibility: 'Public' }],
  preferences: [{ id: 3, publicName: 'Gardening' }],
  campaigns: [{ id: shippedCampaign, name: 'Shipped' }],
  programs: [{ id: program, name: 'After the parcel', status: 'Active' }],
}

/** Records of another connector in the very collection that Concord writes to, and in one of its own. */
export const theirRecords = (orderIds: readonly string[]) => [
  ...orderIds.map((key) => ({ collection: 'Orders', key, json: { id: key, origin: 'theirs', orderTotal: 1 } })),
  { collection: 'Wishlists', key: 'W1', json: { id: 'W1', origin: 'theirs' } },
]
