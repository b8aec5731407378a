import {
  CredentialsRefused,
  type Mirakl,
  type Page,
  type Pages,
  pagesBy,
  parseStatistics,
  RequestRefused,
} from '@concord/mirakl'
import type { Log } from '@concord/runtime'

const mostReadings = 3

/**
 * Every shop (S20), each with its rates (S21) where they can be asked for.
 *
 * Pages are sorted by name, so a shop that is renamed or new shifts them, and one may be skipped: where shops are missing
 * at the end, or their number has changed, all is read again, three times at most.
 */
export const sellersWithRates = (mirakl: Mirakl, log: Pick<Log, 'warn'>): Pages<readonly unknown[]> => {
  const ratesOf = readRates(mirakl, log)
  let reading = readShops(mirakl)
  let readings = 1
  return pagesBy(async () => {
    const rates = await ratesOf()
    let page = await reading.next()
    if (page === undefined && !reading.isWhole() && readings < mostReadings) {
      readings += 1
      reading = readShops(mirakl)
      page = await reading.next()
    }
    return page?.items.map((shop) => withRates(shop, rates))
  })
}

/** One reading of all shops, which tells at its end whether it missed any. */
const readShops = ({ sellers }: Mirakl) => {
  const pages = sellers.pages()
  const ids = new Set<string>()
  const totals = new Set<number>()
  return {
    async next(): Promise<Page | undefined> {
      const { done, value } = await pages.next()
      if (done === true) return undefined
      value.items.forEach((shop) => ids.add(shopIdOf(shop)))
      totals.add(value.total)
      return value
    },
    isWhole: () => totals.size <= 1 && totals.has(ids.size),
  }
}

type Rates = ReadonlyMap<string, unknown>

/**
 * All of them at once: some kilobytes for a thousand shops. They are read at the first question; where Mirakl refuses
 * them, which is told, the shops come without, since an operator may grant the one and not the other.
 */
const readRates = ({ statistics }: Mirakl, log: Pick<Log, 'warn'>): (() => Promise<Rates>) => {
  const rates = new Map<string, unknown>()
  const note = (item: unknown): void => {
    const parsed = parseStatistics(item)
    if (parsed.ok) rates.set(parsed.statistics.sellerId, item)
  }
  let pages: AsyncIterable<Page> | undefined = statistics?.pages()
  return async () => {
    try {
      for await (const { items } of pages ?? noPages) items.forEach(note)
    } catch (failure) {
      if (!(failure instanceof RequestRefused || failure instanceof CredentialsRefused)) throw failure
      log.warn('sellers come without rates, which Mirakl refuses', { reason: failure.message })
    }
    pages = undefined
    return rates
  }
}

const noPages: AsyncIterable<Page> = { async *[Symbol.asyncIterator]() {} }

const shopIdOf = (shop: unknown): string =>
  typeof shop === 'object' && shop !== null && 'shop_id' in shop ? String(shop.shop_id) : JSON.stringify(shop)

/** Beside what S20 says, under a name that S20 does not have: `parseSeller` knows it. */
const withRates = (shop: unknown, rates: Rates): unknown => {
  const statistics = rates.get(shopIdOf(shop))
  return statistics === undefined ? shop : { ...(shop as object), statistics }
}
