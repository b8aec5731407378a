import type { Bus } from '@concord/messaging'
import {
  type AccountConfig,
  type ConcordConfig,
  createLoop,
  entryOf,
  type Log,
  type Observe,
  type Service,
} from '@concord/runtime'
import { type Database, migrate, type SuppressionSet, type Vault } from '@concord/storage'
import type { RequestHandler } from 'express'
import { consentRoutes } from './adapters/http.js'
import { migrations } from './adapters/migrations.js'
import { postgresConsentLedger, schema, type Tables } from './adapters/postgres-consent-ledger.js'
import { postgresCustomerBook } from './adapters/postgres-customer-book.js'
import { postgresEvidenceBook } from './adapters/postgres-evidence-book.js'
import { postgresWriteBackBook } from './adapters/postgres-write-back-book.js'
import { asking } from './ask.js'
import { evidence } from './evidence.js'
import { figuresOf, isRead, learnersOf, readingsIn, scopesNamed } from './learners.js'
import { learningLoops } from './learning-loops.js'
import type { ConsentSource, Reading } from './ports.js'
import { consentGuard } from './service.js'
import { tellNews } from './tell.js'
import { writingBack } from './write-back-loops.js'
import type { OrderFields } from './write-back-ports.js'

export interface GuardNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly log: Log
  readonly config: ConcordConfig
  readonly suppressed: SuppressionSet
  readonly sourceOf: (account: string) => ConsentSource
  /** Asked only for marketplaces whose orders have a consent field. */
  readonly orderFieldsOf: (marketplace: string) => OrderFields
  /** Who may ask about a customer; left out: nobody. */
  readonly readers?: RequestHandler
  readonly observe?: Observe
  readonly now?: () => Date
}

const prefetch = { realtime: 50, bulk: 50 }
const dayMs = 86_400_000

/** Knows what Dotdigital said of every address, and sends it along with every record. */
export const createService = (needs: GuardNeeds): Service => {
  const { database, vault, bus, log, config, readers, now = () => new Date() } = needs
  const hash = (text: string): string => vault.hash(text)
  const { ledger, customers, statements, orders } = storesOf(needs)
  const { accountOf, scopesOf, maySubscribe, isGuest } = rulesIn(config)
  const { writeBacks, ...writing } = writingBack({ ...needs, book: orders, accountOf, now })
  const learners = learnersOf({ ...needs, ledger, hash, now })
  const hear = async (account: string, reading: Reading): Promise<void> => {
    await entryOf(learners, account).hear(reading)
    newsLoop.poke()
  }
  const both = { evidence: evidence({ book: statements, ledger, hash, accountOf, maySubscribe }), writeBacks }
  const handler = consentGuard({ ledger, customers, ...both, accountOf, isGuest, scopesOf, hear, hash, now })
  const onForgotten = () => ledger.tellAgain(new Date(now().getTime() - dayMs).toISOString())
  const consume = () => bus.consume({ service: 'consent-guard', prefetch, handler, onForgotten })
  const unread = new Set(Object.keys(config.accounts))

  const task = () => tellNews({ ledger, scopesOf, writeBacks }, bus)
  const newsLoop = createLoop({ name: 'consent news', everyMs: 1_000, log, task })
  /** Only once every account has been read, now or by an earlier start: an unread account would look as if it knew nobody. */
  const consumeOnceRead = async (account: string): Promise<void> => {
    if (unread.has(account) && unread.size === 1) await consume()
    unread.delete(account)
  }
  const learningOf = (account: AccountConfig) => {
    const onRead = () => (newsLoop.poke(), consumeOnceRead(account.id))
    return learningLoops({ account, learner: entryOf(learners, account.id), log, onRead })
  }
  const loops = [...Object.values(config.accounts).flatMap(learningOf), newsLoop, ...writing.loops]

  return {
    name: 'consent-guard',
    ...routesOf(readers, asking({ ledger, customers, statements, config, hash, now })),
    async start() {
      await migrate(database, schema, migrations)
      await writing.prepare()
      for (const account of unread) if (await isRead(ledger, account, scopesOf(account))) unread.delete(account)
      if (unread.size === 0) await consume()
      for (const loop of loops) loop.start()
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    status: async () => ({ accountsUnread: unread.size, ...(await writing.figures()), ...(await figuresOf(learners)) }),
    figures: () => readingsIn(ledger, Object.keys(config.accounts)),
  }
}

const routesOf = (readers: RequestHandler | undefined, answer: ReturnType<typeof asking>) =>
  readers === undefined ? {} : { http: consentRoutes({ answer, readers }) }

const storesOf = ({ database, vault }: Pick<GuardNeeds, 'database' | 'vault'>) => {
  const tables = database.schema<Tables>(schema)
  return {
    ledger: postgresConsentLedger(tables),
    customers: postgresCustomerBook(tables),
    statements: postgresEvidenceBook(tables, vault),
    orders: postgresWriteBackBook(tables),
  }
}

const rulesIn = ({ marketplaces, accounts }: ConcordConfig) => ({
  accountOf: (marketplace: string) => entryOf(marketplaces, marketplace).account,
  scopesOf: (account: string) => scopesNamed(entryOf(accounts, account)),
  maySubscribe: (marketplace: string) => entryOf(marketplaces, marketplace).subscribeWithConsent,
  isGuest: (marketplace: string, customerId: string) =>
    entryOf(marketplaces, marketplace).guestIds.includes(customerId),
})
