import type { Bus } from '@concord/messaging'
import { type ConcordConfig, entryOf, type Service } from '@concord/runtime'
import { type Database, migrate, type Vault } from '@concord/storage'
import { migrations } from './adapters/migrations.js'
import { postgresRegistry } from './adapters/postgres-registry.js'
import { schema } from './adapters/tables.js'
import { identityResolver } from './service.js'

export interface IdentityNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly config: ConcordConfig
  readonly now?: () => Date
}

const prefetch = { realtime: 20, bulk: 20 }

/** Finds the master profile of every record. */
export const createService = ({ database, vault, bus, config, now = () => new Date() }: IdentityNeeds): Service => {
  const registry = postgresRegistry(database, vault, now)
  const rulesOf = (marketplace: string) => entryOf(config.marketplaces, marketplace)

  return {
    name: 'identity-resolver',
    async start() {
      await migrate(database, schema, migrations)
      await bus.consume({ service: 'identity-resolver', prefetch, handler: identityResolver({ registry, rulesOf }) })
    },
    stop: () => Promise.resolve(),
    status: () => Promise.resolve({}),
  }
}
