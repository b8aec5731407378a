import type { Bus } from '@concord/messaging'
import { type ConcordConfig, createLoop, entryOf, type Log, type Service } from '@concord/runtime'
import { type Database, migrate, type Vault } from '@concord/storage'
import type { RequestHandler } from 'express'
import { identityRoutes } from './adapters/http/routes.js'
import { migrations } from './adapters/migrations.js'
import { postgresNews } from './adapters/postgres-news.js'
import { postgresRegistry } from './adapters/postgres-registry.js'
import { schema } from './adapters/tables.js'
import { identityResolver } from './service.js'
import { tellNews, tellOverdue } from './tell.js'
import { whoBy } from './who.js'

export interface IdentityNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly log: Log
  readonly config: ConcordConfig
  /** Lets only those pass who may see profiles. */
  readonly readers: RequestHandler
  /** Lets only those pass who may merge and split them. */
  readonly operators: RequestHandler
  readonly now?: () => Date
}

const prefetch = { realtime: 20, bulk: 20 }
const hourMs = 3_600_000

/** What is older is neither told again nor kept. */
const dayBefore = (now: Date): string => new Date(now.getTime() - 24 * hourMs).toISOString()

/** Finds the master profile of every record, and tells what changes of it. */
export const createService = (needs: IdentityNeeds): Service => {
  const { database, vault, bus, log, config, readers, operators, now = () => new Date() } = needs
  const registry = postgresRegistry(database, vault, now)
  const news = postgresNews(database, vault)
  const who = whoBy({ marketplaces: config.marketplaces, hash: (text) => vault.hash(text) })
  const rulesOf = (marketplace: string) => entryOf(config.marketplaces, marketplace)
  const handler = identityResolver({ registry, who, rulesOf, now })
  const marketplaces = Object.values(config.marketplaces)
  const loops = [
    createLoop({ name: 'identity news', everyMs: 1_000, log, task: () => tellNews(news, bus) }),
    createLoop({
      ...{ name: 'overdue identity', everyMs: 60_000, log },
      task: () => tellOverdue({ news, bus, marketplaces, now }),
    }),
    createLoop({
      ...{ name: 'told identity news', everyMs: hourMs, log },
      task: () => news.forget(dayBefore(now())).then(() => false),
    }),
  ]
  const onForgotten = () => news.tellAgain(dayBefore(now()))

  return {
    name: 'identity-resolver',
    http: identityRoutes({ registry, who, now, readers, operators }),
    async start() {
      await migrate(database, schema, migrations)
      await bus.consume({ service: 'identity-resolver', prefetch, handler, onForgotten })
      loops.forEach((loop) => loop.start())
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    status: async () => ({ untoldProfiles: await news.count() }),
  }
}
