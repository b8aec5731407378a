import type { Bus } from '@concord/messaging'
import {
  type AccountConfig,
  type ConcordConfig,
  createLoop,
  entryOf,
  type Log,
  type Loop,
  type Service,
} from '@concord/runtime'
import { type Database, migrate, type SuppressionSet, type Vault } from '@concord/storage'
import { migrations } from './adapters/migrations.js'
import { postgresConsentLedger, schema, type Tables } from './adapters/postgres-consent-ledger.js'
import { learn } from './learn.js'
import type { ConsentSource } from './ports.js'
import { consentGuard, tellNews } from './service.js'

export interface GuardNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly log: Log
  readonly config: ConcordConfig
  readonly suppressed: SuppressionSet
  readonly sourceOf: (account: string) => ConsentSource
  readonly now?: () => Date
}

const prefetch = { realtime: 50, bulk: 50 }
const dayMs = 86_400_000

/** Knows what Dotdigital said of every address, and sends it along with every record. */
export const createService = (needs: GuardNeeds): Service => {
  const { database, vault, bus, log, config, now = () => new Date() } = needs
  const ledger = postgresConsentLedger(database.schema<Tables>(schema))
  const accountOf = (marketplace: string) => entryOf(config.marketplaces, marketplace).account
  const handler = consentGuard({ ledger, accountOf, hash: vault.hash, now })
  const unread = new Set(Object.keys(config.accounts))

  const learnLoops = Object.values(config.accounts).map(
    (account: AccountConfig & { suppressionsEverySeconds: number }): Loop => {
      const source = needs.sourceOf(account.id)
      return createLoop({
        name: `consent of ${account.id}`,
        everyMs: account.suppressionsEverySeconds * 1_000,
        log,
        task: async () => {
          await learn({ ...needs, account: account.id, source, ledger, hash: vault.hash, now })
          newsLoop.poke()
          if (unread.delete(account.id) && unread.size === 0) await consume()
          return false
        },
      })
    },
  )
  const newsLoop = createLoop({ name: 'consent news', everyMs: 1_000, log, task: () => tellNews(ledger, bus) })
  /** Only once every account has been read: an unread account would look as if it knew nobody. */
  const consume = (): Promise<void> => bus.consume({ service: 'consent-guard', prefetch, handler })

  return {
    name: 'consent-guard',
    async start() {
      await migrate(database, schema, migrations)
      if (!bus.isDurable) await ledger.tellAgain(new Date(now().getTime() - dayMs).toISOString())
      for (const loop of [...learnLoops, newsLoop]) loop.start()
    },
    async stop() {
      await Promise.all([...learnLoops, newsLoop].map((loop) => loop.stop()))
    },
    status: () => Promise.resolve({ accountsUnread: unread.size }),
  }
}
