import type { Bus } from '@concord/messaging'
import type { Service } from '@concord/runtime'
import { type Database, migrate } from '@concord/storage'
import type { RequestHandler } from 'express'
import { monitorRoutes } from './adapters/http.js'
import { migrations } from './adapters/migrations.js'
import { postgresTimelines, schema, type Tables } from './adapters/postgres-timelines.js'
import { monitor } from './service.js'

export interface MonitorNeeds {
  readonly database: Database
  readonly bus: Bus
  readonly readers: RequestHandler
}

const prefetch = { realtime: 50, bulk: 50 }

/** Shows of every record where it is, why, and whose turn it is. */
export const createService = ({ database, bus, readers }: MonitorNeeds): Service => {
  const timelines = postgresTimelines(database.schema<Tables>(schema))
  return {
    name: 'monitor',
    http: monitorRoutes({ timelines, readers }),
    async start() {
      await migrate(database, schema, migrations)
      await bus.consume({ service: 'monitor', prefetch, handler: monitor({ timelines }) })
    },
    stop: () => Promise.resolve(),
    status: () => Promise.resolve({}),
  }
}
