import type { Log, MarketplaceConfig } from '@concord/runtime'
import type { Accept } from './accept.js'
import type { Backfills } from './backfill.js'
import type { Comparisons, JournalView } from './comparison.js'
import type { Confirm } from './confirm.js'
import { keepLease, type LeaseKeeper } from './lease-keeper.js'
import type { Leases, Term } from './lease.js'
import type { MarketplaceSource, OldestHintAt, PollState } from './polling-ports.js'
import type { Hints } from './ports.js'
import { tasksOf } from './poll-tasks.js'
import { takeTurns } from './turns.js'

export interface PollingNeeds {
  readonly marketplaces: readonly MarketplaceConfig[]
  readonly sourceOf: (marketplace: string) => MarketplaceSource
  readonly leases: Leases
  readonly lease: LeaseRules
  readonly state: PollState
  readonly hints: Hints
  readonly oldestHintAt: OldestHintAt
  readonly backfills: Backfills
  readonly comparisons: Comparisons
  readonly view: JournalView
  readonly accept: Accept
  readonly confirm: Confirm
  /** How often hints are looked for. */
  readonly hintsEveryMs: number
  /** How often exports are asked after; every ten seconds where left out. */
  readonly exportsEveryMs?: number | undefined
  readonly log: Log
  readonly now: () => Date
}

/** Everything that is asked of Mirakl by schedule, by whichever replica holds a marketplace's lease. */
export interface Polling {
  start(): void
  stop(): Promise<void>
  /**
   * `marketplacesPolled` here; `oldestHintSeconds`, how long the oldest hint has waited by now, and `hintSeconds`, how
   * long the slowest of those that were read back last had waited until its order was stored.
   */
  status(): Promise<Readonly<Record<string, number>>>
}

export interface LeaseRules {
  /** Names this process among the replicas. */
  readonly holder: string
  readonly lastsMs: number
}

/** Another replica takes over within ten seconds of a death: a lease, and a fifth of it. */
export const leaseAmongReplicas = (holder: string): LeaseRules => ({ holder, lastsMs: 8_000 })

/**
 * Alone with its database, nobody waits for a process to die: it takes its own lease over at once after a kill, and must
 * not lose it because the one connection there is has much to do.
 */
export const leaseAlone: LeaseRules = { holder: 'embedded', lastsMs: 600_000 }

export const createPolling = (needs: PollingNeeds): Polling => {
  const { marketplaces, leases, lease, log } = needs
  const latencies = new Map<string, number>()
  const keepers: readonly LeaseKeeper[] = marketplaces.map((marketplace) =>
    keepLease({
      ...{ ...lease, leases, log, marketplace: marketplace.id },
      work: workOf(needs, marketplace, (seconds) => latencies.set(marketplace.id, seconds)),
    }),
  )
  const ageOf = async ({ id }: MarketplaceConfig): Promise<number> => {
    const notedAt = await needs.oldestHintAt(id)
    return notedAt === undefined ? 0 : Math.max(0, needs.now().getTime() - Date.parse(notedAt)) / 1_000
  }
  return {
    start: () => keepers.forEach((keeper) => keeper.start()),
    async stop() {
      await Promise.all(keepers.map((keeper) => keeper.stop()))
    },
    async status() {
      const ages = await Promise.all(marketplaces.map(ageOf))
      return {
        marketplacesPolled: keepers.filter((keeper) => keeper.isHeld()).length,
        oldestHintSeconds: Math.max(0, ...ages),
        hintSeconds: Math.max(0, ...latencies.values()),
      }
    },
  }
}

const workOf = (needs: PollingNeeds, config: MarketplaceConfig, measured: (seconds: number) => void) => {
  const { id: marketplace } = config
  const measuring = (seconds: number): void => {
    measured(seconds)
    needs.log.info('hints read back', { marketplace, oldestSeconds: seconds })
  }
  const groupsIn = tasksOf({ ...needs, measured: measuring }, config, needs.sourceOf(marketplace))
  return async (term: Term): Promise<void> => {
    await Promise.all(groupsIn(term).map((tasks) => takeTurns({ marketplace, tasks, log: needs.log }, term)))
  }
}
