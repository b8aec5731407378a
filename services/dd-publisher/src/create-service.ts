import type { AccountRules } from '@concord/domain'
import type { Bus } from '@concord/messaging'
import {
  bookRoutes,
  comparisonRoutes,
  type ConcordConfig,
  createLoop,
  deedRoutes,
  entryOf,
  type Log,
  type Loop,
  onlyAdmins,
  onlyOperators,
  type Service,
} from '@concord/runtime'
import { type Database, migrate, type SuppressionSet, type Vault } from '@concord/storage'
import { type RequestHandler, Router } from 'express'
import { linkRoutes } from './adapters/links-http.js'
import { migrations } from './adapters/migrations.js'
import { previewRoutes } from './adapters/preview-http.js'
import { schema } from './adapters/tables.js'
import { compareLoop } from './compare-loop.js'
import type { Shelves } from './comparison-port.js'
import type { Platform } from './dotdigital-port.js'
import { comparerOf } from './comparer.js'
import { fireRound } from './fire.js'
import { createHindrances } from './hindrances.js'
import { preparing } from './preparation.js'
import { publishRound } from './publish.js'
import { readReports } from './read-reports.js'
import { askForReading } from './refresh.js'
import { publisher } from './service.js'
import { type Stores, storesOf } from './stores.js'
import { tellNews } from './tell.js'
import { linkVisits } from './visit-links.js'
import { watchLoops } from './watch-loops.js'

export interface PublisherNeeds {
  readonly database: Database
  readonly vault: Vault
  readonly bus: Bus
  readonly log: Log
  readonly config: ConcordConfig
  readonly suppressed: SuppressionSet
  readonly platformOf: (account: string) => Platform
  /** What stands in an account, for comparing. */
  readonly shelvesOf: (account: string) => Shelves
  /** Who may look at what is recorded; left out: nobody. */
  readonly readers?: RequestHandler
  /** Who may begin a comparison and mend what it found; left out: nobody. */
  readonly operators?: RequestHandler
  /** Who may read who did what; left out: nobody. */
  readonly admins?: RequestHandler
  readonly now?: () => Date
}

const prefetch = { realtime: 50, bulk: 20 }
const paceMs = 250
const dayMs = 86_400_000
/** Longer than any call may take, so that nobody else's call in flight is taken for lost. */
const answerLimitMs = 180_000

/** Writes to Dotdigital what the marketplace's truth implies, and sends the triggers. */
export const createService = (needs: PublisherNeeds): Service => {
  const { database, bus, log, config, readers, now = () => new Date() } = needs
  const { operators = onlyOperators(undefined), admins = onlyAdmins(undefined) } = needs
  const stores = storesOf(needs, now)
  const { projection, effects, triggers, news } = stores
  const accountOf = (marketplace: string) => entryOf(config.accounts, entryOf(config.marketplaces, marketplace).account)

  const newsLoop = createLoop({ name: 'publisher news', everyMs: 1_000, log, task: () => tellNews(news, bus) })
  const recoverLoop = createLoop({ name: 'recovery', everyMs: 30_000, log, task: () => recover(answerLimitMs) })
  const accountLoops = Object.values(config.accounts).map((account) =>
    loopsOf({ ...needs, ...stores, account, now, tell: () => newsLoop.poke() }),
  )
  const watching = watchLoops({ ...stores, config, log, now, tell: () => newsLoop.poke() })
  const loops = [
    ...accountLoops.flatMap(({ others, work }) => [...others, ...work]),
    ...watching,
    newsLoop,
    recoverLoop,
  ]
  const wake = (): void => accountLoops.flatMap(({ work }) => work).forEach((loop) => loop.poke())

  async function recover(olderThanMs: number): Promise<boolean> {
    const before = new Date(now().getTime() - olderThanMs).toISOString()
    await triggers.loseAnswers(before)
    await effects.recover(before)
    return false
  }

  return {
    name: 'dd-publisher',
    ...(readers && { http: routesOf({ ...stores, config, readers, operators, admins, now }) }),
    async start() {
      await migrate(database, schema, migrations)
      // One process alone: whatever was taken before this start is nobody's any more.
      if (!bus.isDurable) await Promise.all([recover(0), stores.comparisons.freeAll()])
      const onForgotten = () => news.tellAgain(new Date(now().getTime() - dayMs).toISOString())
      const handler = publisher({ projection, accountOf, wake })
      await bus.consume({ service: 'dd-publisher', prefetch, handler, onForgotten })
      loops.forEach((loop) => loop.start())
    },
    async stop() {
      await Promise.all(loops.map((loop) => loop.stop()))
    },
    status: () => statusOf(stores),
    figures: stores.figures,
  }
}

interface RouteNeeds extends Pick<Stores, 'recorded' | 'audit' | 'comparisons' | 'deeds' | 'links'> {
  readonly config: ConcordConfig
  readonly readers: RequestHandler
  readonly operators: RequestHandler
  readonly admins: RequestHandler
  readonly now: () => Date
}

const routesOf = (needs: RouteNeeds): Router => {
  const { projection, triggers } = needs.audit
  const marketplaces = Object.keys(needs.config.marketplaces)
  const visited = { links: needs.links, marketplaces: Object.values(needs.config.marketplaces) }
  // Ahead of the preview, which lets none but readers pass to whatever comes behind it.
  return Router().use(
    comparisonRoutes({ ...needs, comparer: comparerOf(needs.comparisons, needs.config), marketplaces }),
    deedRoutes(needs),
    linkRoutes(needs.readers, () => linkVisits(visited)),
    previewRoutes(needs),
    bookRoutes(needs.readers, { projection, triggers }),
  )
}

interface LoopNeeds extends PublisherNeeds, Stores {
  readonly account: AccountRules
  readonly now: () => Date
  /** Says that there is news. */
  readonly tell: () => void
}

/** The loops of an account: some work whenever there is something, the others keep to a pace of their own. */
const loopsOf = (needs: LoopNeeds): { readonly others: readonly Loop[]; readonly work: readonly Loop[] } => {
  const { account, bus, config, log, platformOf, shelvesOf, tell } = needs
  const platform = platformOf(account.id)
  const rulesOf = (marketplace: string) => entryOf(config.marketplaces, marketplace)
  const prepare = preparing({ account, platform })
  const parts = { ...needs, platform, rulesOf, prepare, hindrances: createHindrances(needs) }
  const refresh = askForReading(bus)
  const publish = async (): Promise<boolean> => {
    const mayBeMore = await publishRound(parts)
    tell()
    return mayBeMore
  }
  const fire = async (): Promise<boolean> => {
    const mayBeMore = await fireRound({ ...parts, refresh })
    tell()
    return mayBeMore
  }
  const report = async (): Promise<boolean> => {
    await readReports(parts)
    tell()
    return false
  }
  const reportsEveryMs = account.batch.reportsEverySeconds * 1_000
  return {
    others: [
      createLoop({ name: `import reports of ${account.id}`, everyMs: reportsEveryMs, log, task: report }),
      compareLoop({ ...needs, shelves: shelvesOf(account.id) }),
    ],
    work: [
      createLoop({ name: `publishing to ${account.id}`, everyMs: paceMs, log, task: publish }),
      createLoop({ name: `triggers of ${account.id}`, everyMs: paceMs, log, task: fire }),
    ],
  }
}

const statusOf = async ({ effects, triggers, news }: Stores): Promise<Record<string, number>> => {
  const { due, importing, held } = await effects.counts()
  return {
    effectsDue: due,
    effectsImporting: importing,
    effectsHeld: held,
    triggersDue: await triggers.count(),
    untold: await news.count(),
  }
}
