import { createMirakl } from '@concord/mirakl'
import { type Watched, watched } from '../watched.js'

type Mirakl = ReturnType<typeof createMirakl>

export interface Place {
  /** With the marketplace's prefix. */
  readonly url: string
  readonly key: string
}

/** Everything the client can ask, at least once as it is meant, and what a marketplace refuses. */
export const exerciseMirakl = async ({ url, key }: Place): Promise<Watched<Mirakl>> => {
  const seen = watched(createMirakl({ url, credentials: { apiKey: key, scheme: 'raw' }, timeoutMs: 10_000 }))
  const { client } = seen
  await all(client.orders.pages({ updatedSince: new Date(0) }))
  const { items } = await client.orders.page({ offset: 0, hasIncident: true })
  await client.orders.page({ offset: 0, ids: items.slice(0, 5).map((item) => (item as { order_id: string }).order_id) })
  await all(client.sellers.pages())
  await all(client.returns.pages({ updatedSince: new Date(0) }))
  await all(client.returns.pages({}))
  await client.platform()
  await client.close()
  return seen
}

const all = async (pages: AsyncIterable<unknown>): Promise<void> => {
  for await (const page of pages) void page
}
