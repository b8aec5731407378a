import { rabbitMqBus } from '@concord/messaging'
import { createMirakl } from '@concord/mirakl'
import {
  createLog,
  entryOf,
  onlyReaders,
  readConcordConfig,
  readEnvironment,
  readMarketplaces,
  runProgram,
  runService,
} from '@concord/runtime'
import { createVault, openDatabase } from '@concord/storage'
import { miraklSource } from './adapters/mirakl-source.js'
import { Config } from './config.js'
import { createService } from './create-service.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const config = readConcordConfig(settings.CONCORD_CONFIG)
  const connections = readMarketplaces(config, process.env)
  const log = createLog('ingest-gateway')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const bus = rabbitMqBus({ url: settings.RABBITMQ_URL, seal: vault, log, name: 'ingest-gateway' })
  const readers = onlyReaders(settings.API_TOKEN)
  const service = createService({
    ...{ database, vault, bus, log, config, readers },
    sourceOf: (marketplace) => {
      const { url, credentials } = entryOf(connections, marketplace)
      return miraklSource(createMirakl({ url, credentials, timeoutMs: settings.MIRAKL_TIMEOUT_MS }))
    },
    credentialsOf: (marketplace) => connections[marketplace],
    pace: { dueAfterMs: settings.DUE_AFTER_SECONDS * 1_000, hintsEveryMs: settings.HINTS_EVERY_SECONDS * 1_000 },
  })
  await runService({ service, log, host: settings.HOST, port: settings.PORT, readers, closing: [bus, database] })
})
