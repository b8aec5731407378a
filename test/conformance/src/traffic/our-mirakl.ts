import { createMirakl, type Mirakl, type OrderExport, parseOrder, parseSeller } from '@concord/mirakl'
import { waitFor } from '@concord/testing'
import { type Watched, watched } from '../watched.js'

export interface Place {
  /** With the marketplace's prefix. */
  readonly url: string
  readonly key: string
}

/** Everything the client can ask, at least once as it is meant, and what a marketplace refuses. */
export const exerciseMirakl = async ({ url, key }: Place): Promise<Watched<Mirakl>> => {
  const seen = watched(
    createMirakl({
      url,
      credentials: { apiKey: key, scheme: 'raw' },
      timeoutMs: 10_000,
      statisticsPath: '/api/shops/statistics',
      incidentsPath: '/api/incidents',
    }),
  )
  const { client } = seen
  await exerciseOrders(client)
  await exerciseExport(client.orderExport)
  await exerciseSellers(client)
  await all(client.returns.pages({ updatedSince: new Date(0) }))
  await all(client.returns.pages({}))
  await all(client.incidents?.pages())
  await Promise.all([client.platform(), client.channels(), client.currencies(), client.reasons(), client.health()])
  client.waits()
  await client.close()
  return seen
}

const exerciseOrders = async ({ orders, customFields, evaluations }: Mirakl): Promise<void> => {
  await all(orders.pages({ updatedSince: new Date(0) }))
  await orders.page({ offset: 0, hasIncident: true })
  const { items } = await orders.page({ offset: 0 })
  const some = items.slice(0, 5).flatMap((item) => {
    const parsed = parseOrder(item)
    return parsed.ok ? [parsed.order] : []
  })
  await orders.page({ offset: 0, ids: some.map(({ id }) => id) })
  await orders.page({ offset: 0, commercialIds: some.map(({ commercialId }) => commercialId) })
  await orders.page({ offset: 0, customerIds: some.flatMap(({ customer }) => customer.id ?? []) })
  for (const { id } of some) await evaluations.ofOrder(id)
  await exerciseFields(customFields, some[0])
}

/** One value that can be written, and one that cannot. */
const exerciseFields = async (
  customFields: Mirakl['customFields'],
  order: { readonly id: string; readonly lines: readonly { readonly id: string }[] } | undefined,
): Promise<void> => {
  const definitions = await customFields.definitions()
  const field = definitions.find(({ entity, type }) => entity === 'ORDER' && type === 'STRING')
  const [line] = order?.lines ?? []
  if (order === undefined || line === undefined) throw new Error('the marketplace has no order to write to')
  if (field !== undefined) await customFields.write(order.id, { order: { [field.code]: 'conformance' } })
  await customFields.write(order.id, { order: { nonsense: 'x' }, lines: { [line.id]: { nonsense: ['x', 'y'] } } })
}

const exerciseExport = async (orderExport: OrderExport): Promise<void> => {
  const to = new Date()
  const recently = { from: new Date(to.getTime() - 28 * 86_400_000), to }
  const id = await orderExport.start({ created: recently, updated: recently })
  const urls = await waitFor(() => filesOf(orderExport, id), { limitMs: 10_000, what: 'the export to end' })
  for (const url of urls) await all(orderExport.orders(url))
}

const filesOf = async (orderExport: OrderExport, id: string): Promise<readonly string[] | undefined> => {
  const { status, urls } = await orderExport.status(id)
  return status === 'COMPLETED' ? urls : undefined
}

const exerciseSellers = async ({ sellers, statistics, evaluations }: Mirakl): Promise<void> => {
  const [page] = await all(sellers.pages())
  const first = parseSeller(page?.items[0])
  if (!first.ok) throw new Error('the marketplace has no seller')
  await all(evaluations.ofShop(first.seller.id))
  await all(statistics?.pages())
}

const all = async <T>(pages: AsyncIterable<T> | undefined): Promise<readonly T[]> => {
  const found: T[] = []
  if (pages !== undefined) for await (const page of pages) found.push(page)
  return found
}
