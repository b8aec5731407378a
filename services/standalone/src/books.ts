import type { ServiceUrls } from './embedded.js'

export interface Share {
  readonly state: string
  readonly reason: string
  readonly owner: string
  readonly count: number
}

/** Both equations as the monitor tells them. */
export interface Conservation {
  readonly records: { readonly received: number; readonly holds: boolean; readonly shares: readonly Share[] }
  readonly triggers: {
    readonly recorded: number
    readonly holds: boolean
    readonly shares: readonly (Share & { readonly trigger: string })[]
  }
}

/** What stands in the Dotdigital sandbox. */
export interface Standing {
  readonly contacts: number
  readonly records: Readonly<Record<string, number>>
  readonly sends: Readonly<Record<string, number>>
  readonly enrolments: Readonly<Record<string, number>>
}

interface GatewayBooks {
  readonly received: number
  readonly shares: readonly Omit<Share, 'owner'>[]
}

interface Cycle {
  readonly marketplace: string
  readonly kind: string
  readonly startedAt: string
}

/** Reads the books of running services over HTTP; the same for both modes. */
export interface Books {
  conservation(): Promise<Conservation>
  /** Every poll of every marketplace has begun after this instant and come to its end. */
  isPolledSince(since: Date, marketplaces: readonly string[]): Promise<boolean>
  /** Nothing is on its way, and gateway and monitor agree on where everything stands. */
  isSettled(): Promise<boolean>
  /** How many records are not on their way, of how many. */
  progress(): Promise<{ readonly settled: number; readonly received: number }>
}

const polledKinds = ['order', 'incident', 'return', 'seller']

export const booksOf = (urls: ServiceUrls, token = ''): Books => {
  const get = async <T>(url: string): Promise<T> => {
    const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
    if (!response.ok) throw new Error(`${url} answered ${response.status}`)
    return (await response.json()) as T
  }
  const gatewayBooks = (): Promise<GatewayBooks> => get(`${urls.gateway}/v1/conservation`)
  const conservation = (): Promise<Conservation> => get(`${urls.monitor}/v1/conservation`)

  return {
    conservation,
    async isPolledSince(since, marketplaces) {
      const cycles = await get<Cycle[]>(`${urls.gateway}/v1/polls`)
      return marketplaces.every((marketplace) =>
        polledKinds.every((kind) =>
          cycles.some(
            (cycle) => cycle.marketplace === marketplace && cycle.kind === kind && new Date(cycle.startedAt) > since,
          ),
        ),
      )
    },
    async isSettled() {
      const { hints = 0 } = await get<{ hints?: number }>(`${urls.gateway}/status`)
      const work = Object.entries(await get<Record<string, number>>(`${urls.publisher}/status`))
      const books = await gatewayBooks()
      const told = await conservation()
      const isIdle = hints === 0 && work.every(([name, count]) => name === 'effectsHeld' || count === 0)
      return (
        isIdle &&
        inFlight(books.shares) === 0 &&
        isSame(books, told.records) &&
        told.records.holds &&
        told.triggers.holds
      )
    },
    async progress() {
      const { received, shares } = await gatewayBooks()
      return { received, settled: received - inFlight(shares) }
    },
  }
}

const inFlight = (shares: readonly Omit<Share, 'owner'>[]): number =>
  shares.reduce((sum, { state, count }) => (state === 'in-flight' ? sum + count : sum), 0)

const isSame = (books: GatewayBooks, told: Conservation['records']): boolean =>
  books.received === told.received && linesOf(books.shares) === linesOf(told.shares)

const linesOf = (shares: readonly Omit<Share, 'owner'>[]): string =>
  shares
    .map(({ state, reason, count }) => `${state} ${reason} ${count}`)
    .toSorted()
    .join('\n')

export const standingOf = async (dotdigitalUrl: string): Promise<Standing> =>
  (await (await fetch(`${dotdigitalUrl}/_sandbox/summary`)).json()) as Standing
