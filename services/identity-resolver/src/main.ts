import { rabbitMqBus, readinessOf } from '@concord/messaging'
import {
  brokerOf,
  createLog,
  createMetrics,
  onlyReaders,
  readConcordConfig,
  readEnvironment,
  runProgram,
  runService,
  onlyOperators,
} from '@concord/runtime'
import { createVault, openDatabase } from '@concord/storage'
import { Config } from './config.js'
import { createService } from './create-service.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const config = readConcordConfig(settings.CONCORD_CONFIG)
  const log = createLog('identity-resolver')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const metrics = createMetrics(log)
  const { onHandled } = metrics
  const bus = rabbitMqBus({ ...brokerOf(settings), seal: vault, log, name: 'identity-resolver', onHandled })
  metrics.watchBus(bus)
  const readers = onlyReaders(settings.API_TOKEN, settings.API_TOKENS)
  const operators = onlyOperators(settings.OPERATOR_TOKEN, settings.API_TOKENS)
  const service = createService({ database, vault, bus, log, config, readers, operators })
  const readiness = () => readinessOf(bus)
  await runService({
    service,
    log,
    host: settings.HOST,
    port: settings.PORT,
    readers,
    readiness,
    metrics,
    closing: [bus, database],
  })
})
