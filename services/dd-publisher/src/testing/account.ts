import type { AccountRules, MarketplaceRules } from '@concord/domain'
import type { SandboxWorld } from '@concord/sandbox-dotdigital'

export const campaigns = { shipped: 1001, shippedFrench: 1002, received: 1003 }
export const program = 77

/** Two transactional triggers and a solicitation. */
export const accountRules: AccountRules = {
  id: 'main',
  newContacts: 'unsubscribed',
  collections: { orders: 'Orders', sellers: 'Sellers' },
  triggers: {
    shipped: {
      purpose: 'transactional',
      maxAgeHours: 72,
      channel: { campaigns: { default: campaigns.shipped, fr_FR: campaigns.shippedFrench } },
    },
    received: { purpose: 'transactional', maxAgeHours: 72, channel: { campaigns: { default: campaigns.received } } },
    'review-request': { purpose: 'marketing', maxAgeHours: 720, channel: { program } },
  },
  coolDownDays: 7,
  batch: { maxItems: 500, maxAgeSeconds: 1, reportsEverySeconds: 5 },
}

export const marketplaceRules = (id: string): MarketplaceRules => ({
  id,
  account: 'main',
  guestIds: [],
  proxyDomains: [],
  sharedIdLimit: 3,
  links: { order: `https://${id}.example.org/orders/{orderId}`, channels: {} },
})

/** Who is in the account before Concord comes, with what other systems know of them. */
export const before: SandboxWorld = {
  contacts: [
    { email: 'sue@example.org', status: 'subscribed', dataFields: { LOYALTY: 'gold' }, lists: [12] },
    { email: 'otto@example.org', status: 'unsubscribed', dataFields: { LOYALTY: 'iron' } },
    ...Array.from({ length: 30 }, (_, index) => ({ email: `sub${index}@example.org`, status: 'subscribed' })),
  ],
  lists: [
    { id: 12, name: 'News' },
    { id: 14, name: 'Shipped' },
  ],
  campaigns: Object.entries(campaigns).map(([name, id]) => ({ id, name })),
  programs: [{ id: program, name: 'reviews' }],
  dataFields: [{ name: 'LOYALTY', type: 'String' }],
}
