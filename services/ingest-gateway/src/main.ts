import { rabbitMqBus, readinessOf } from '@concord/messaging'
import { createMirakl, instanceOf, redisBudget } from '@concord/mirakl'
import {
  brokerOf,
  createLog,
  createMetrics,
  entryOf,
  findIn,
  onlyAdmins,
  onlyOperators,
  onlyReaders,
  readConcordConfig,
  readEnvironment,
  readMarketplaces,
  readWebhookSenders,
  runProgram,
  runService,
} from '@concord/runtime'
import { connectRedis, createVault, openDatabase } from '@concord/storage'
import { miraklSource } from './adapters/mirakl-source.js'
import { Config } from './config.js'
import { createService } from './create-service.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const config = readConcordConfig(settings.CONCORD_CONFIG)
  const connections = readMarketplaces(config, process.env)
  const webhookSenders = readWebhookSenders(config, process.env)
  const log = createLog('ingest-gateway')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const metrics = createMetrics(log)
  const { observe, onHandled } = metrics
  const bus = rabbitMqBus({ ...brokerOf(settings), seal: vault, log, name: 'ingest-gateway', onHandled })
  metrics.watchBus(bus)
  const redis = connectRedis(settings.REDIS_URL, log)
  const { API_TOKENS: people, OPERATOR_TOKEN: operatorToken } = settings
  const readers = onlyReaders(settings.API_TOKEN, people)
  const operators = onlyOperators(operatorToken, people)
  const admins = onlyAdmins(operatorToken, people)
  const service = createService({
    ...{ database, vault, bus, log, config, readers, operators, admins, observe },
    retentionDays: settings.RETENTION_DAYS,
    sourceOf: (marketplace) => {
      const { url, credentials, statisticsPath, incidentsPath } = entryOf(connections, marketplace)
      const persona = entryOf(config.marketplaces, marketplace).calls
      const budget = redisBudget({ redis, persona, log, instance: instanceOf(url) })
      const timeoutMs = settings.MIRAKL_TIMEOUT_MS
      const mirakl = metrics.watchMarketplace({ service: 'ingest-gateway', marketplace }, (onCall) =>
        createMirakl({ url, credentials, statisticsPath, incidentsPath, budget, timeoutMs, onCall }),
      )
      return miraklSource(mirakl, log)
    },
    credentialsOf: findIn(connections),
    dotdigitalSendersOf: findIn(webhookSenders),
    limits: { postsPerMinute: settings.SENDER_POSTS_PER_MINUTE, trustedProxies: settings.TRUSTED_PROXIES },
    pace: { dueAfterMs: settings.DUE_AFTER_SECONDS * 1_000, hintsEveryMs: settings.HINTS_EVERY_SECONDS * 1_000 },
  })
  const closing = [bus, database, redis]
  const readiness = () => readinessOf(bus)
  await runService({ service, log, host: settings.HOST, port: settings.PORT, readers, readiness, metrics, closing })
})
