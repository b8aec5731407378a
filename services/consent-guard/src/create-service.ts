import type { Bus } from '@concord/messaging'
import { type ConcordConfig, createLoop, entryOf, type Log, type Service } from '@concord/runtime'
import { type Database, migrate, type SuppressionSet, type Vault } from '@concord/storage'
import { migrations } from './adapters/migrations.js'
import { postgresConsentLedger, schema, type Tables } from './adapters/postgres-consent-ledger.js'
import { createLearner, type Learner, type LearnNeeds } from './learn.js'
import type { ConsentSource, Reading } from './ports.js'
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
  const hash = (text: string): string => vault.hash(text)
  const ledger = postgresConsentLedger(database.schema<Tables>(schema))
  const accountOf = (marketplace: string) => entryOf(config.marketplaces, marketplace).account
  const learners = learnersOf(needs, { ledger, hash, now })
  const hear = async (account: string, reading: Reading): Promise<void> => {
    await entryOf(learners, account).hear(reading)
    newsLoop.poke()
  }
  const handler = consentGuard({ ledger, accountOf, hear, hash, now })
  const onForgotten = () => ledger.tellAgain(new Date(now().getTime() - dayMs).toISOString())
  const consume = () => bus.consume({ service: 'consent-guard', prefetch, handler, onForgotten })
  const unread = new Set(Object.keys(config.accounts))

  const learnLoops = Object.values(config.accounts).map(({ id, suppressionsEverySeconds }) =>
    createLoop({ name: `consent of ${id}`, everyMs: suppressionsEverySeconds * 1_000, log, task: () => learn(id) }),
  )
  const newsLoop = createLoop({ name: 'consent news', everyMs: 1_000, log, task: () => tellNews(ledger, bus) })
  const learn = async (account: string): Promise<boolean> => {
    const learner = entryOf(learners, account)
    await learner.learn()
    newsLoop.poke()
    // Without the set marketing waits; the facts are enough for everything else.
    await learner.mend().finally(() => consumeOnceRead(account))
    return false
  }
  /** Only once every account has been read, now or by an earlier start: an unread account would look as if it knew nobody. */
  const consumeOnceRead = async (account: string): Promise<void> => {
    if (unread.has(account) && unread.size === 1) await consume()
    unread.delete(account)
  }

  return {
    name: 'consent-guard',
    async start() {
      await migrate(database, schema, migrations)
      for (const account of unread) if ((await ledger.readAt(account)) !== undefined) unread.delete(account)
      if (unread.size === 0) await consume()
      for (const loop of [...learnLoops, newsLoop]) loop.start()
    },
    async stop() {
      await Promise.all([...learnLoops, newsLoop].map((loop) => loop.stop()))
    },
    status: () => Promise.resolve({ accountsUnread: unread.size }),
  }
}

const learnersOf = (
  { config, sourceOf, suppressed }: GuardNeeds,
  parts: Pick<LearnNeeds, 'ledger' | 'hash' | 'now'>,
): Readonly<Record<string, Learner>> =>
  Object.fromEntries(
    Object.keys(config.accounts).map((account) => [
      account,
      createLearner({ account, source: sourceOf(account), suppressed, ...parts }),
    ]),
  )
