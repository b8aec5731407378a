import type { Mirakl, Page } from '@concord/mirakl'
import type { MarketplaceSource } from '../polling-ports.js'

export const miraklSource = (mirakl: Mirakl): MarketplaceSource => ({
  orders: (updatedSince) => itemsOf(mirakl.orders.pages({ updatedSince })),
  ordersInIncident: () => itemsOf(mirakl.orders.pages({ hasIncident: true })),
  async ordersById(ids) {
    const orders: unknown[] = []
    for await (const page of itemsOf(mirakl.orders.pages({ ids }))) orders.push(...page)
    return orders
  },
  returns: (updatedSince) => itemsOf(mirakl.returns.pages({ updatedSince })),
  sellers: () => itemsOf(mirakl.sellers.pages()),
})

async function* itemsOf(pages: AsyncIterable<Pick<Page, 'items'>>): AsyncIterable<readonly unknown[]> {
  for await (const { items } of pages) yield items
}
