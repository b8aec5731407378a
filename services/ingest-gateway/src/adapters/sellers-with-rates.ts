import { type Mirakl, type Page, parseStatistics } from '@concord/mirakl'

const mostReadings = 3

/**
 * Every shop (S20), each with its rates (S21) where they can be asked for.
 *
 * Pages are sorted by name, so a shop that is renamed or new shifts them, and one may be skipped: where shops are missing
 * at the end, or their number has changed, all is read again, three times at most.
 */
export async function* sellersWithRates(mirakl: Mirakl): AsyncGenerator<readonly unknown[], void, undefined> {
  const rates = await ratesOf(mirakl)
  for (let reading = 1; reading <= mostReadings; reading += 1) {
    const ids = new Set<string>()
    const totals = new Set<number>()
    for await (const { items, total } of mirakl.sellers.pages()) {
      yield items.map((shop) => withRates(shop, rates))
      items.forEach((shop) => ids.add(shopIdOf(shop)))
      totals.add(total)
    }
    if (totals.size <= 1 && totals.has(ids.size)) return
  }
}

type Rates = ReadonlyMap<string, unknown>

/** All of them at once: some kilobytes for a thousand shops. */
const ratesOf = async ({ statistics }: Mirakl): Promise<Rates> => {
  const rates = new Map<string, unknown>()
  for await (const { items } of statistics?.pages() ?? noPages) {
    for (const item of items) {
      const parsed = parseStatistics(item)
      if (parsed.ok) rates.set(parsed.statistics.sellerId, item)
    }
  }
  return rates
}

const noPages: AsyncIterable<Page> = { async *[Symbol.asyncIterator]() {} }

const shopIdOf = (shop: unknown): string =>
  typeof shop === 'object' && shop !== null && 'shop_id' in shop ? String(shop.shop_id) : JSON.stringify(shop)

/** Beside what S20 says, under a name that S20 does not have: `parseSeller` knows it. */
const withRates = (shop: unknown, rates: Rates): unknown => {
  const statistics = rates.get(shopIdOf(shop))
  return statistics === undefined ? shop : { ...(shop as object), statistics }
}
