import type { Bus } from '@concord/messaging'
import type { Service } from '@concord/runtime'
import { type Database, migrate } from '@concord/storage'
import { monitorRoutes } from './adapters/http.js'
import { migrations } from './adapters/migrations.js'
import { postgresAudit } from './adapters/postgres-audit.js'
import { postgresExceptions } from './adapters/postgres-exceptions.js'
import { postgresTimelines } from './adapters/postgres-timelines.js'
import { schema, type Tables } from './adapters/tables.js'
import type { People } from './adapters/tokens.js'
import { monitor } from './service.js'

export interface MonitorNeeds {
  readonly database: Database
  readonly bus: Bus
  /** Who reads, and who acts. */
  readonly people: People
}

const prefetch = { realtime: 50, bulk: 50 }

/** Shows of every record where it is, why, and whose turn it is. */
export const createService = ({ database, bus, people }: MonitorNeeds): Service => {
  const tables = database.schema<Tables>(schema)
  const [timelines, exceptions] = [postgresTimelines(tables), postgresExceptions(tables)]
  return {
    name: 'monitor',
    http: monitorRoutes({ timelines, exceptions, books: postgresAudit(tables), people }),
    async start() {
      await migrate(database, schema, migrations)
      await exceptions.catchUp()
      await bus.consume({ service: 'monitor', prefetch, handler: monitor({ timelines }) })
    },
    stop: () => Promise.resolve(),
    status: () => Promise.resolve({}),
  }
}
