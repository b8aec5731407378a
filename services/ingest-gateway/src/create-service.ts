import type { Bus } from '@concord/messaging'
import { randomUUID } from 'node:crypto'
import { hostname } from 'node:os'
import {
  comparisonRoutes,
  type ConcordConfig,
  deedRoutes,
  type Log,
  type Observe,
  type Service,
} from '@concord/runtime'
import { type Database, migrate, type Vault } from '@concord/storage'
import type { RequestHandler } from 'express'
import { type Accept, createAccept } from './accept.js'
import { dataKeyRotation } from './adapters/data-keys-rotation.js'
import { auditRoutes } from './adapters/http/audit.js'
import { copyRoutes } from './adapters/http/copies.js'
import { backfillRoutes } from './adapters/http/backfills.js'
import { defaultLimits, type SenderLimits } from './adapters/http/rates.js'
import { replayRoutes } from './adapters/http/replays.js'
import { gatewayRoutes } from './adapters/http/routes.js'
import type { CredentialsOf, DotdigitalSendersOf } from './adapters/http/senders.js'
import { migrations } from './adapters/migrations/index.js'
import { postgresAudit } from './adapters/postgres-audit.js'
import { postgresBackfills } from './adapters/postgres-backfills.js'
import { postgresComparisons } from './adapters/postgres-comparisons.js'
import { postgresCopies } from './adapters/postgres-copies.js'
import { postgresDeeds } from './adapters/postgres-deeds.js'
import { postgresHints } from './adapters/postgres-hints.js'
import { postgresJournal } from './adapters/postgres-journal.js'
import { postgresPayloadDays } from './adapters/postgres-journal-retention.js'
import { postgresJournalView } from './adapters/postgres-journal-view.js'
import { postgresLeases } from './adapters/postgres-leases.js'
import { postgresOldestHint, postgresPollState } from './adapters/postgres-poll-state.js'
import { postgresReplays } from './adapters/postgres-replays.js'
import { schema, type Tables } from './adapters/tables.js'
import { comparerOf } from './comparer.js'
import type { MarketplaceSource } from './polling-ports.js'
import { createConfirm } from './confirm.js'
import { gatewayFigures } from './figures.js'
import { createPolling, leaseAlone, leaseAmongReplicas } from './polling.js'
import { makeDaysAhead } from './retention.js'
import { keepBooks } from './service.js'
import { journalUpkeep, type Upkeep } from './upkeep.js'

export interface GatewayNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly log: Log
  readonly config: ConcordConfig
  readonly sourceOf: (marketplace: string) => MarketplaceSource
  readonly credentialsOf: CredentialsOf
  readonly dotdigitalSendersOf?: DotdigitalSendersOf
  readonly limits?: SenderLimits
  readonly pace: GatewayPace
  readonly readers: RequestHandler
  /** Lets only those pass who may replay and the like. */
  readonly operators: RequestHandler
  /** Lets only those pass who may read who did what. */
  readonly admins: RequestHandler
  /** Days that payloads are kept for. */
  readonly retentionDays?: number
  readonly observe?: Observe
  readonly now?: () => Date
}

export interface GatewayPace {
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
  /** How often hints are looked for; reading them back waits for OR11's allowance. */
  readonly hintsEveryMs: number
  /** How often exports are asked after; every ten seconds where left out, as Mirakl wants it. */
  readonly exportsEveryMs?: number | undefined
}

const defaultRetentionDays = 400
const prefetch = { realtime: 50, bulk: 50 }
/** How long a post may wait for its own commit; beside that at most for the one under way. */
const commitWaitMs = 10_000

/** The door: stores what comes in, answers, hands on, and keeps the state of every record. */
export const createService = (needs: GatewayNeeds): Service => {
  const { database, bus, log, pace, observe, now = () => new Date() } = needs
  const stores = storesOf(needs, now)
  const { journal, hints, replays, days, rotation } = stores
  const { dueAfterMs } = pace
  const accept = createAccept({ journal, now, dueAfterMs })
  const upkeep = journalUpkeep({
    ...{ journal, replays, days, rotation, bus, log, now, dueAfterMs },
    retentionDays: needs.retentionDays ?? defaultRetentionDays,
  })
  const polling = pollingOf(needs, { ...stores, accept, now })
  const handler = keepBooks({ journal, hints, replays, ...upkeep, now, dueAfterMs, observe })

  return {
    name: 'ingest-gateway',
    http: routesOf(needs, { ...stores, ...upkeep, accept, now }),
    async start() {
      await migrate(database, schema, migrations)
      await makeDaysAhead({ days, now })
      await bus.consume({ service: 'ingest-gateway', prefetch, handler, onForgotten: () => journal.driveAll() })
      upkeep.loops.forEach((loop) => loop.start())
      polling.start()
    },
    async stop() {
      await Promise.all([polling.stop(), ...upkeep.loops.map((loop) => loop.stop())])
    },
    status: async () => ({
      hints: await hints.count(),
      replays: await replays.unfinished(),
      keysToRewrap: await rotation.left(),
      ...(await polling.status()),
    }),
    figures: () => gatewayFigures(stores),
  }
}

const storesOf = ({ database, vault, bus }: GatewayNeeds, now: () => Date) => {
  const db = database.schema<Tables>(schema)
  const prompt = database.schema<Tables>(schema, { holdMs: commitWaitMs })
  const lease = bus.isDurable ? leaseAmongReplicas(`${hostname()} ${process.pid} ${randomUUID()}`) : leaseAlone
  return {
    journal: postgresJournal({ db, prompt, vault, now }),
    hints: postgresHints(prompt, now),
    polls: postgresPollState(db),
    replays: postgresReplays({ db, vault, now }),
    copies: postgresCopies({ db, vault, now }),
    deeds: postgresDeeds(db),
    days: postgresPayloadDays({ db, now }),
    rotation: dataKeyRotation(db, vault),
    backfills: postgresBackfills(db),
    comparisons: postgresComparisons(db),
    view: postgresJournalView(db, vault),
    audit: postgresAudit(db),
    lease,
    leases: postgresLeases(db, lease.lastsMs),
    oldestHintAt: postgresOldestHint(db),
  }
}

type Parts = ReturnType<typeof storesOf> & { readonly accept: Accept; readonly now: () => Date }

const pollingOf = ({ bus, log, config, pace, sourceOf }: GatewayNeeds, parts: Parts) =>
  createPolling({
    ...{ ...parts, state: parts.polls, log, sourceOf, ...pace },
    confirm: createConfirm(bus),
    marketplaces: Object.values(config.marketplaces),
  })

const routesOf = (needs: GatewayNeeds, parts: Parts & Pick<Upkeep, 'wakeRelay' | 'wakeReplay'>) => {
  const marketplaces = Object.keys(needs.config.marketplaces)
  return gatewayRoutes({
    ...{ dotdigitalSendersOf: () => undefined, limits: defaultLimits, ...needs, ...parts },
    hash: (text) => needs.vault.hash(text),
    others: [
      replayRoutes({ ...needs, ...parts, marketplaces }),
      copyRoutes({ ...needs, ...parts, dueAfterMs: needs.pace.dueAfterMs }),
      backfillRoutes({ ...needs, ...parts, marketplaces }),
      comparisonRoutes({ ...needs, ...parts, comparer: comparerOf(parts), marketplaces }),
      auditRoutes({ ...needs, ...parts }),
      deedRoutes({ ...needs, ...parts }),
    ],
  })
}
