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
import { createLearner } from './learn.js'
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
  const { database, vault, bus, log, config, suppressed, now = () => new Date() } = needs
  const hash = (text: string): string => vault.hash(text)
  const ledger = postgresConsentLedger(database.schema<Tables>(schema))
  const accountOf = (marketplace: string) => entryOf(config.marketplaces, marketplace).account
  const handler = consentGuard({ ledger, accountOf, hash, now })
  const unread = new Set(Object.keys(config.accounts))

  const learnLoops = Object.values(config.accounts).map(
    (account: AccountConfig & { suppressionsEverySeconds: number }): Loop => {
      const source = needs.sourceOf(account.id)
      const learner = createLearner({ account: account.id, source, ledger, suppressed, hash, now })
      return createLoop({
        name: `consent of ${account.id}`,
        everyMs: account.suppressionsEverySeconds * 1_000,
        log,
        task: async () => {
          await learner.learn()
          newsLoop.poke()
          // Without the set marketing waits; the facts are enough for everything else.
          await learner.mend().finally(() => consumeOnceRead(account.id))
          return false
        },
      })
    },
  )
  const newsLoop = createLoop({ name: 'consent news', everyMs: 1_000, log, task: () => tellNews(ledger, bus) })
  /** Only once every account has been read, now or by an earlier start: an unread account would look as if it knew nobody. */
  const consumeOnceRead = async (account: string): Promise<void> => {
    if (unread.has(account) && unread.size === 1) await bus.consume({ service: 'consent-guard', prefetch, handler })
    unread.delete(account)
  }

  return {
    name: 'consent-guard',
    async start() {
      await migrate(database, schema, migrations)
      if (!bus.isDurable) await ledger.tellAgain(new Date(now().getTime() - dayMs).toISOString())
      for (const account of unread) if ((await ledger.readAt(account)) !== undefined) unread.delete(account)
      if (unread.size === 0) await bus.consume({ service: 'consent-guard', prefetch, handler })
      for (const loop of [...learnLoops, newsLoop]) loop.start()
    },
    async stop() {
      await Promise.all([...learnLoops, newsLoop].map((loop) => loop.stop()))
    },
    status: () => Promise.resolve({ accountsUnread: unread.size }),
  }
}
