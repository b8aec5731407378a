import { type ExportStatus, type Incident, type Mirakl, parseIncident, RequestRefused } from '@concord/mirakl'
import { ExportGone } from '../errors.js'
import type { MarketplaceSource, OrderExports, SeenIncident } from '../polling-ports.js'
import { sellersWithRates } from './sellers-with-rates.js'

export const miraklSource = (mirakl: Mirakl): MarketplaceSource => ({
  orders: (updatedSince) => itemsOf(mirakl.orders.pages({ updatedSince })),
  ordersInIncident: () => itemsOf(mirakl.orders.pages({ hasIncident: true })),
  async ordersById(ids) {
    const orders: unknown[] = []
    for await (const page of itemsOf(mirakl.orders.pages({ ids }))) orders.push(...page)
    return orders
  },
  returns: (updatedSince) => itemsOf(mirakl.returns.pages({ updatedSince })),
  sellers: () => sellersWithRates(mirakl),
  incidents: mirakl.incidents && incidentsOf(mirakl.incidents),
  exports: exportsOf(mirakl.orderExport),
})

type Pages = AsyncIterable<{ readonly items: readonly unknown[] }>

async function* itemsOf(pages: Pages): AsyncIterable<readonly unknown[]> {
  for await (const { items } of pages) yield items
}

/** What cannot be parsed says nothing about an order, and is passed over: OR61 is only where hints come from. */
const incidentsOf = (incidents: { pages(): Pages }): (() => AsyncIterable<readonly SeenIncident[]>) =>
  async function* () {
    for await (const { items } of incidents.pages()) {
      yield items.map(parseIncident).flatMap((parsed) => (parsed.ok ? [seen(parsed.incident)] : []))
    }
  }

const seen = ({ id, orderId, status, closed, lastActed }: Incident): SeenIncident => ({
  id,
  orderId,
  mark: [status, closed?.at, lastActed?.at].join(' ').trim(),
  isClosed: status === 'CLOSED',
})

const exportsOf = (orderExport: Mirakl['orderExport']): OrderExports => ({
  start(what, { from, to }) {
    const period = { from: new Date(from), to: new Date(to) }
    return orderExport.start(what === 'orders' ? { updated: period } : { refunded: period })
  },
  async status(id) {
    const { status, urls } = await unlessGone(() => orderExport.status(id))
    return { state: stateOf(status), files: urls }
  },
  async *orders(file) {
    try {
      yield* orderExport.orders(file)
    } catch (failure) {
      throw goneOr(failure)
    }
  },
})

const stateOf = (status: ExportStatus['status']): 'pending' | 'completed' | 'broken' => {
  if (status === 'COMPLETED') return 'completed'
  return status === 'FAILED' || status === 'CANCELED' ? 'broken' : 'pending'
}

const unlessGone = async <T>(ask: () => Promise<T>): Promise<T> => {
  try {
    return await ask()
  } catch (failure) {
    throw goneOr(failure)
  }
}

/** Whatever of an export Mirakl will never answer for is gone: a question of ours it has answered before. */
const goneOr = (failure: unknown): unknown =>
  failure instanceof RequestRefused ? new ExportGone(failure.message, failure) : failure
