import { createDotdigital, figuresOf, redisRateTiers } from '@concord/dotdigital'
import { rabbitMqBus, readinessOf } from '@concord/messaging'
import {
  brokerOf,
  createLog,
  createMetrics,
  entryOf,
  onlyAdmins,
  onlyOperators,
  onlyReaders,
  readAccounts,
  readConcordConfig,
  readEnvironment,
  runProgram,
  runService,
} from '@concord/runtime'
import { connectRedis, createVault, openDatabase, redisSuppressionSet } from '@concord/storage'
import { dotdigitalPlatform } from './adapters/dotdigital-platform.js'
import { dotdigitalShelves } from './adapters/dotdigital-shelves.js'
import { Config } from './config.js'
import { createService } from './create-service.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const config = readConcordConfig(settings.CONCORD_CONFIG)
  const connections = readAccounts(config, process.env)
  const log = createLog('dd-publisher')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const redis = connectRedis(settings.REDIS_URL, log)
  const metrics = createMetrics(log)
  const { onHandled } = metrics
  const bus = rabbitMqBus({ ...brokerOf(settings), seal: vault, log, name: 'dd-publisher', onHandled })
  metrics.watchBus(bus)
  const clients = Object.fromEntries(
    Object.entries(connections).map(([account, connection]) => {
      const tiers = redisRateTiers({ redis, account, log })
      const client = metrics.watchAccount({ service: 'dd-publisher', account }, (onCall) =>
        createDotdigital({ ...connection, tiers, onCall }),
      )
      return [account, client]
    }),
  )
  const { API_TOKENS: people, OPERATOR_TOKEN: operatorToken } = settings
  const readers = onlyReaders(settings.API_TOKEN, people)
  const operators = onlyOperators(operatorToken, people)
  const admins = onlyAdmins(operatorToken, people)
  const now = (): Date => new Date()
  const publisher = createService({
    ...{ database, vault, bus, log, config, readers, operators, admins },
    suppressed: redisSuppressionSet(redis),
    platformOf: (account) => dotdigitalPlatform(entryOf(clients, account), now),
    shelvesOf: (account) => dotdigitalShelves(entryOf(clients, account), entryOf(config.accounts, account), now),
  })
  const status = async () => ({ ...(await publisher.status()), ...figuresOf(Object.values(clients)) })
  const service = { ...publisher, status }
  const closing = [bus, database, redis]
  const readiness = () => readinessOf(bus)
  await runService({ service, log, host: settings.HOST, port: settings.PORT, readers, readiness, metrics, closing })
})
