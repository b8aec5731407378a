import {
  type ExportStatus,
  type Incident,
  type Mirakl,
  type Pages,
  pagesBy,
  parseIncident,
  RequestRefused,
} from '@concord/mirakl'
import type { Log } from '@concord/runtime'
import { ExportGone } from '../errors.js'
import type { MarketplaceSource, OrderExports, SeenIncident } from '../polling-ports.js'
import { sellersWithRates } from './sellers-with-rates.js'

export const miraklSource = (mirakl: Mirakl, log: Pick<Log, 'warn'>): MarketplaceSource => ({
  orders: (updatedSince) => itemsOf(mirakl.orders.pages({ updatedSince })),
  ordersInIncident: () => itemsOf(mirakl.orders.pages({ hasIncident: true })),
  async ordersById(ids) {
    const orders: unknown[] = []
    for await (const page of itemsOf(mirakl.orders.pages({ ids }))) orders.push(...page)
    return orders
  },
  returns: (updatedSince) => itemsOf(mirakl.returns.pages({ updatedSince })),
  sellers: () => sellersWithRates(mirakl, log),
  incidents: mirakl.incidents && incidentsOf(mirakl.incidents),
  exports: exportsOf(mirakl.orderExport),
})

type Items = Pages<{ readonly items: readonly unknown[] }>

/** The items of each page; one that could not be read may be asked for again. */
const itemsOf = (pages: Items): Pages<readonly unknown[]> =>
  pagesBy(async () => {
    const { done, value } = await pages.next()
    return done === true ? undefined : value.items
  })

/** What cannot be parsed says nothing about an order, and is passed over: OR61 is only where hints come from. */
const incidentsOf = (incidents: { pages(): Items }) => (): Pages<readonly SeenIncident[]> => {
  const pages = itemsOf(incidents.pages())
  return pagesBy(async () => {
    const { done, value } = await pages.next()
    if (done === true) return undefined
    return value.map(parseIncident).flatMap((parsed) => (parsed.ok ? [seen(parsed.incident)] : []))
  })
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
