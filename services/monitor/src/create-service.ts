import type { Bus } from '@concord/messaging'
import { type ConcordConfig, createLoop, type Log, type People, type Service } from '@concord/runtime'
import { type Database, migrate, type Vault } from '@concord/storage'
import { correctionsHttp, type EdgeAt } from './adapters/edges-http.js'
import { monitorRoutes } from './adapters/http.js'
import { postgresPending } from './adapters/alerts/postgres-pending.js'
import { migrations } from './adapters/migrations.js'
import { postgresAudit } from './adapters/postgres-audit.js'
import { postgresChanges } from './adapters/postgres-changes.js'
import { postgresCommands } from './adapters/postgres-commands.js'
import { postgresConfigurations } from './adapters/postgres-configurations.js'
import { postgresExceptions } from './adapters/postgres-exceptions.js'
import { postgresFigures } from './adapters/postgres-figures.js'
import { postgresTimelines } from './adapters/postgres-timelines.js'
import { schema, type Tables } from './adapters/tables.js'
import { tellCommands } from './commands.js'
import type { Corrections } from './correcting.js'
import { runningConfiguration } from './configuration.js'
import type { Exceptions } from './exceptions.js'
import { type AlertingSetup, createAlerts } from './create-alerts.js'
import { createReconciler } from './create-reconciler.js'
import type { ReconcilingSetup } from './reconciliation-work.js'
import { monitor } from './service.js'

export interface MonitorNeeds {
  readonly database: Database
  readonly bus: Bus
  readonly log: Log
  /** Hashes what records are found by where that is personal. */
  readonly vault: Pick<Vault, 'hash'>
  /** Who reads, and who acts. */
  readonly people: People
  /** No contact is linked where left out, and no configuration shown. */
  readonly config?: ConcordConfig
  /** Nothing is reconciled where left out, and nothing corrected. */
  readonly reconciling?: ReconcilingSetup<EdgeAt>
  /** Nothing is watched where left out. */
  readonly alerting?: AlertingSetup
}

const prefetch = { realtime: 50, bulk: 50 }
/** What a person asks for is told at once; this is for what a crash left untold. */
const tellEveryMs = 5_000

/** Shows of every record where it is, why, and whose turn it is. */
export const createService = (needs: MonitorNeeds): Service => {
  const { database, bus, log, vault, people, config, reconciling: setup, alerting } = needs
  const tables = database.schema<Tables>(schema)
  const timelines = postgresTimelines(tables, (text) => vault.hash(text))
  const commands = postgresCommands(tables)
  const telling = createLoop({
    ...{ name: 'telling commands', log, everyMs: tellEveryMs },
    task: () => tellCommands(commands, bus),
  })
  const reconciler = setup && createReconciler({ tables, setup, log, now: () => new Date() })
  const watching = alerting && createAlerts({ tables, setup: alerting, log, now: () => new Date() })
  const running = config && {
    ...runningConfiguration(config),
    configurations: postgresConfigurations(tables),
  }
  const exceptions = waking(postgresExceptions(tables), () => telling.poke())
  const loops = [telling, ...(reconciler?.work.loops ?? []), ...(watching?.loops ?? [])]
  return {
    name: 'monitor',
    http: monitorRoutes({
      ...{ timelines, exceptions, books: postgresAudit(tables), figures: postgresFigures(tables) },
      ...{ changes: postgresChanges(tables), running, corrections: correctionsOf(setup) },
      ...{ people, reconciling: reconciler, alerts: watching?.alerts, pending: postgresPending(tables) },
      contactUrlOf: (account) => config?.accounts[account]?.contactUrl,
    }),
    async start() {
      await migrate(database, schema, migrations)
      await exceptions.catchUp()
      await running?.configurations.begin(running.hash, new Date().toISOString())
      await bus.consume({ service: 'monitor', prefetch, handler: monitor({ timelines }) })
      for (const loop of loops) loop.start()
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    status: async () => (await reconciler?.work.status()) ?? {},
  }
}

const correctionsOf = (setup: MonitorNeeds['reconciling']): Corrections | undefined =>
  setup?.missing.includes('GATEWAY_URL') === false ? correctionsHttp(setup.edges.marketplace) : undefined

/** What is asked for is told as soon as it is committed. */
const waking = (exceptions: Exceptions, wake: () => void): Exceptions => ({
  ...exceptions,
  async act(act) {
    const acted = await exceptions.act(act)
    if (act.action.is === 'retry') wake()
    return acted
  },
})
