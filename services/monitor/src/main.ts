import { rabbitMqBus, readinessOf } from '@concord/messaging'
import {
  brokerOf,
  createLog,
  createMetrics,
  onlyReaders,
  readEnvironment,
  runProgram,
  runService,
} from '@concord/runtime'
import { createVault, openDatabase } from '@concord/storage'
import { peopleOf } from './adapters/tokens.js'
import { Config } from './config.js'
import { createService } from './create-service.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const log = createLog('monitor')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const metrics = createMetrics(log)
  const { onHandled } = metrics
  const bus = rabbitMqBus({ ...brokerOf(settings), seal: vault, log, name: 'monitor', onHandled })
  metrics.watchBus(bus)
  const readers = onlyReaders(settings.API_TOKEN)
  const people = peopleOf(settings.API_TOKENS, settings.API_TOKEN)
  const service = createService({ database, bus, people })
  const readiness = () => readinessOf(bus)
  const closing = [bus, database]
  await runService({ service, log, host: settings.HOST, port: settings.PORT, readers, readiness, metrics, closing })
})
