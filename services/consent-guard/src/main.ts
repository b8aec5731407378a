import { createDotdigital, redisRateTiers } from '@concord/dotdigital'
import { rabbitMqBus, readinessOf } from '@concord/messaging'
import { createMirakl, instanceOf, redisBudget } from '@concord/mirakl'
import {
  brokerOf,
  createLog,
  createMetrics,
  entryOf,
  onlyReaders,
  readAccounts,
  readConcordConfig,
  readEnvironment,
  readMarketplaces,
  runProgram,
  runService,
} from '@concord/runtime'
import { connectRedis, createVault, openDatabase, redisSuppressionSet } from '@concord/storage'
import { dotdigitalConsentSource } from './adapters/dotdigital-consent-source.js'
import { miraklOrderFields } from './adapters/mirakl-write-back.js'
import { Config } from './config.js'
import { createService } from './create-service.js'
import { writtenMarketplaces } from './write-back-loops.js'

runProgram(async () => {
  const settings = readEnvironment(Config, process.env)
  const config = readConcordConfig(settings.CONCORD_CONFIG)
  const connections = readAccounts(config, process.env)
  const written = readMarketplaces({ ...config, marketplaces: writtenMarketplaces(config) }, process.env)
  const log = createLog('consent-guard')
  const vault = createVault({ keys: settings.CONCORD_KEYS, hashSecret: settings.CONCORD_HASH_KEY })
  const database = await openDatabase({ url: settings.POSTGRES_URL })
  const redis = connectRedis(settings.REDIS_URL, log)
  const metrics = createMetrics(log)
  const { observe, onHandled } = metrics
  const bus = rabbitMqBus({ ...brokerOf(settings), seal: vault, log, name: 'consent-guard', onHandled })
  metrics.watchBus(bus)
  const readers = onlyReaders(settings.API_TOKEN, settings.API_TOKENS)
  const service = createService({
    ...{ database, vault, bus, log, config, readers, observe },
    suppressed: redisSuppressionSet(redis),
    sourceOf: (account) => {
      const tiers = redisRateTiers({ redis, account, log })
      // A full reading takes many pages and begins anew when it fails, so it rather waits for the next minute.
      const dotdigital = metrics.watchAccount({ service: 'consent-guard', account }, (onCall) =>
        createDotdigital({ ...entryOf(connections, account), tiers, tierWaitMs: 65_000, onCall }),
      )
      return dotdigitalConsentSource(dotdigital, () => new Date())
    },
    orderFieldsOf: (marketplace) => {
      const { url, credentials } = entryOf(written, marketplace)
      const persona = entryOf(config.marketplaces, marketplace).calls
      const budget = redisBudget({ redis, persona, log, instance: instanceOf(url) })
      const mirakl = metrics.watchMarketplace({ service: 'consent-guard', marketplace }, (onCall) =>
        createMirakl({ url, credentials, budget, timeoutMs: 30_000, onCall }),
      )
      return miraklOrderFields(mirakl.customFields)
    },
  })
  const closing = [bus, database, redis]
  const readiness = () => readinessOf(bus)
  await runService({ service, log, host: settings.HOST, port: settings.PORT, readers, readiness, metrics, closing })
})
