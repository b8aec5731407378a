import { rabbitMqBus, readinessOf } from '@concord/messaging'
import {
  brokerOf,
  createLog,
  createMetrics,
  onlyReaders,
  peopleOf,
  readAlertChannels,
  readConcordConfig,
  readEnvironment,
  runProgram,
  runService,
} from '@concord/runtime'
import { createVault, openDatabase } from '@concord/storage'
import { Config } from './config.js'
import { createService } from './create-service.js'
import { reconcilingOf } from './reconciling-setup.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const log = createLog('monitor')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const metrics = createMetrics(log)
  const { onHandled } = metrics
  const bus = rabbitMqBus({ ...brokerOf(settings), seal: vault, log, name: 'monitor', onHandled })
  metrics.watchBus(bus)
  const readers = onlyReaders(settings.API_TOKEN, settings.API_TOKENS)
  const people = peopleOf(settings.API_TOKENS, settings.API_TOKEN)
  const config = readConcordConfig(settings.CONCORD_CONFIG)
  const reconciling = reconcilingOf(settings, config)
  const alerting = {
    ...{ config, metrics, urls: settings.WATCHED_URLS, token: settings.API_TOKEN, hosts: settings.WATCHED_HOSTS },
    ...{ channels: readAlertChannels(config.alerts, process.env), publicUrl: settings.PUBLIC_URL },
    lookEveryMs: settings.WATCH_EVERY_SECONDS * 1_000,
  }
  const service = createService({ database, bus, log, vault, people, config, reconciling, alerting })
  const readiness = () => readinessOf(bus)
  const closing = [bus, database]
  await runService({ service, log, host: settings.HOST, port: settings.PORT, readers, readiness, metrics, closing })
})
