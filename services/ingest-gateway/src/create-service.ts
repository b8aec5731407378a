import type { Bus } from '@concord/messaging'
import {
  type ConcordConfig,
  createLoop,
  type Log,
  type Loop,
  type MarketplaceConfig,
  type Service,
} from '@concord/runtime'
import { type Database, migrate, type Vault } from '@concord/storage'
import type { RequestHandler } from 'express'
import { after, createAccept } from './accept.js'
import { type Credentials, gatewayRoutes } from './adapters/http/routes.js'
import { migrations } from './adapters/migrations/index.js'
import { postgresHints } from './adapters/postgres-hints.js'
import { postgresJournal } from './adapters/postgres-journal.js'
import { postgresPollState } from './adapters/postgres-poll-state.js'
import { schema, type Tables } from './adapters/tables.js'
import { readBackHints } from './hints.js'
import { pollOrders, pollReturns, type PollNeeds, sweepSellers } from './poll.js'
import type { MarketplaceSource } from './polling-ports.js'
import { relay } from './relay.js'
import { keepBooks } from './service.js'

export interface GatewayNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly log: Log
  readonly config: ConcordConfig
  readonly sourceOf: (marketplace: string) => MarketplaceSource
  readonly credentialsOf: (marketplace: string) => Credentials | undefined
  readonly pace: GatewayPace
  readonly readers: RequestHandler
  readonly now?: () => Date
}

export interface GatewayPace {
  /** How long a record may be in flight before it is driven again. */
  readonly dueAfterMs: number
  /** How often hints are read back: part of Mirakl's OR11 allowance, once a minute. */
  readonly hintsEveryMs: number
}

const prefetch = { realtime: 50, bulk: 50 }

/** The door: stores what comes in, answers, hands on, and keeps the state of every record. */
export const createService = (needs: GatewayNeeds): Service => {
  const { database, vault, bus, log, config, pace, now = () => new Date() } = needs
  const db = database.schema<Tables>(schema)
  const journal = postgresJournal({ db, vault, now })
  const hints = postgresHints(db, now)
  const polls = postgresPollState(db)
  const accept = createAccept({ journal, now, dueAfterMs: pace.dueAfterMs })

  const relayLoop = createLoop({ name: 'relay', everyMs: 100, log, task: () => relay(journal, bus) })
  const overdueLoop = createLoop({ name: 're-drive', everyMs: 5_000, log, task: driveOverdue })
  const wakeRelay = (): void => relayLoop.poke()
  const handler = keepBooks({ journal, wakeRelay, now, dueAfterMs: pace.dueAfterMs })

  async function driveOverdue(): Promise<boolean> {
    const driven = await journal.driveOverdue(now().toISOString(), after(now(), pace.dueAfterMs))
    if (driven > 0) log.warn('records driven again past their time', { driven })
    return false
  }

  const marketplaceLoops = Object.values(config.marketplaces).map((marketplace) =>
    loopsOf({ ...needs, now }, marketplace, { hints, state: polls, accept }),
  )
  const loops = [relayLoop, overdueLoop, ...marketplaceLoops.flat()]

  return {
    name: 'ingest-gateway',
    http: gatewayRoutes({ ...needs, accept, hints, journal, polls, now, wakeRelay }),
    async start() {
      await migrate(database, schema, migrations)
      if (!bus.isDurable) await journal.driveAll()
      await bus.consume({ service: 'ingest-gateway', prefetch, handler })
      loops.forEach((loop) => loop.start())
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    status: async () => ({ hints: await hints.count() }),
  }
}

const loopsOf = (
  { log, sourceOf, pace, now }: GatewayNeeds & { now: () => Date },
  { id: marketplace, poll }: MarketplaceConfig,
  parts: Pick<PollNeeds, 'state' | 'accept'> & Pick<Parameters<typeof readBackHints>[0], 'hints'>,
): Loop[] => {
  const source = sourceOf(marketplace)
  const needs = { marketplace, source, overlapSeconds: poll.overlapSeconds, now, ...parts }
  const every = (everyMs: number, name: string, task: () => Promise<boolean>): Loop =>
    createLoop({ name: `${name} of ${marketplace}`, everyMs, log, task })
  return [
    // No webhook hastens it: a call for each of them would use up the allowance that the poll lives on.
    every(pace.hintsEveryMs, 'read-back', () => readBackHints(needs)),
    every(poll.ordersEverySeconds * 1_000, 'order poll', () => pollOrders(needs).then(() => false)),
    every(poll.returnsEverySeconds * 1_000, 'return poll', () => pollReturns(needs).then(() => false)),
    every(poll.sellersEverySeconds * 1_000, 'seller sweep', () => sweepSellers(needs).then(() => false)),
  ]
}
