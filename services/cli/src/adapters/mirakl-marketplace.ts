import { type CallBudget, createMirakl } from '@concord/mirakl'
import type { MarketplaceConnection } from '@concord/runtime'
import type { MarketplaceToCheck } from '../ports.js'

const timeoutMs = 20_000

/** Only ever reads, a single thing at a time. */
export const miraklMarketplace = (
  { url, credentials }: MarketplaceConnection,
  budget: CallBudget,
): MarketplaceToCheck => {
  const mirakl = createMirakl({ url, credentials, budget, timeoutMs, maxPerPage: 1 })
  const read = {
    orders: () => mirakl.orders.page({ updatedSince: new Date(), offset: 0 }),
    returns: () => mirakl.returns.pages({ updatedSince: new Date() }).next(),
    sellers: () => mirakl.sellers.pages().next(),
  }
  return {
    answer: () => mirakl.health(),
    timezone: async () => (await mirakl.platform()).timezone,
    fields: () => mirakl.customFields.definitions(),
    channels: async () => (await mirakl.channels()).map(({ code }) => code),
    read: async (kind) => void (await read[kind]()),
    close: () => mirakl.close(),
  }
}
