import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Message } from '@concord/contracts'
import type { AccountRules } from '@concord/domain'
import { createDotdigital, type Dotdigital } from '@concord/dotdigital'
import type { Bus, Handler } from '@concord/messaging'
import type { Log } from '@concord/runtime'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import {
  createVault,
  type Database,
  memorySuppressionSet,
  migrate,
  openDatabase,
  type SuppressionSet,
} from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { type Kysely, sql } from 'kysely'
import { dotdigitalPlatform } from '../adapters/dotdigital-platform.js'
import { migrations } from '../adapters/migrations.js'
import { postgresContactFinding } from '../adapters/postgres-contact-finding.js'
import { postgresEffects } from '../adapters/postgres-effects.js'
import { postgresNews } from '../adapters/postgres-news.js'
import { postgresProjection } from '../adapters/postgres-projection.js'
import { postgresTriggers } from '../adapters/postgres-triggers.js'
import { postgresWritings } from '../adapters/postgres-writings.js'
import { schema, type Tables } from '../adapters/tables.js'
import type { Platform } from '../dotdigital-port.js'
import { type FireNeeds, fireRound } from '../fire.js'
import { createHindrances, type Hindrances } from '../hindrances.js'
import { type PublishNeeds, publishRound } from '../publish.js'
import { readReports } from '../read-reports.js'
import { askForReading } from '../refresh.js'
import { publisher } from '../service.js'
import { tellNews } from '../tell.js'
import { accountRules, before, marketplaceRules } from './account.js'
import { noon } from './builders.js'
import { controlOf, type SandboxControl } from './sandbox.js'

export const vault = createVault({
  keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }],
  hashSecret: Buffer.alloc(32, 2),
})

/** The publisher over its real adapters and a Dotdigital of its own, driven by hand and by a clock that stands still. */
export interface World {
  readonly dotdigital: SandboxControl
  readonly url: string
  readonly client: Dotdigital
  readonly database: Database
  readonly db: Kysely<Tables>
  readonly stores: Stores
  /** What was told over the bus, in order. */
  readonly told: Message[]
  /** Changes to make to one test's account, and to what it stands on. */
  account: AccountRules
  suppressed: SuppressionSet
  platform: Platform
  prepare: PublishNeeds['prepare']
  hindrances: Hindrances
  /** Lines of the log, by event. */
  readonly logged: string[]
  now(): Date
  pass(ms: number): void
  deliver(...messages: readonly Message[]): Promise<void>
  publish(): Promise<boolean>
  fire(): Promise<boolean>
  /** Rounds until nothing is left to do at this time, a second apart. */
  settle(): Promise<void>
  /** Where a record stands by the last word told of it, like `delivered published`. */
  standing(key: string, version?: string): Promise<string | undefined>
  /** Where each trigger stands, like `review-request north:N-1: waiting in-dispute`. */
  triggers(): Promise<readonly string[]>
  /** Empties everything, for the next test. */
  reset(): Promise<void>
  close(): Promise<void>
}

export const secondMs = 1_000
export const dayMs = 86_400_000

type Stores = ReturnType<typeof storesOf>

const storesOf = (db: Kysely<Tables>, now: () => Date) => ({
  projection: postgresProjection(db, vault, now),
  contacts: postgresContactFinding(db, vault, () => now().toISOString()),
  effects: postgresEffects(db, now),
  writings: postgresWritings(db, vault),
  triggers: postgresTriggers(db, vault, now),
  news: postgresNews(db),
})

const onServer = async () => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  return { location: { url }, drop }
}

const embedded = async () => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-publisher-'))
  return { location: { directory }, drop: () => rm(directory, { recursive: true }) }
}

export const openWorld = async (where: 'PostgreSQL' | 'PGlite' = 'PostgreSQL'): Promise<World> => {
  const fresh = where === 'PGlite' ? await embedded() : await onServer()
  const database = await openDatabase(fresh.location)
  await migrate(database, schema, migrations)
  let clock = noon
  const now = (): Date => clock
  const sandbox = await createDotdigitalSandbox({ port: 0, world: before, now })
  const client = createDotdigital({ url: sandbox.url, user: 'user', password: 'password', circuitRestMs: 1, now })
  const db = database.schema<Tables>(schema)
  const dotdigital = controlOf(sandbox.url)
  const platform = dotdigitalPlatform(client, now)
  const logged: string[] = []
  const log = logInto(logged)
  const untouched = () => ({
    ...{ account: accountRules, suppressed: memorySuppressionSet(), platform },
    hindrances: createHindrances({ account: accountRules, log, now }),
    prepare: async () => undefined,
  })

  const world: World = {
    ...{ dotdigital, client, url: sandbox.url, database, db, stores: storesOf(db, now), told: [], logged, now },
    ...untouched(),
    pass: (ms) => void (clock = new Date(clock.getTime() + ms)),
    ...driving(() => world, log),
    async reset() {
      await sql`truncate publisher.contacts, publisher.orders, publisher.returns, publisher.sellers, publisher.effects,
        publisher.imports, publisher.triggers, publisher.outcomes, publisher.owners, publisher.homes, publisher.creations,
        publisher.disputes, publisher.link_visits, publisher.comparisons, publisher.differences, publisher.comparison_seen`.execute(
        db,
      )
      await dotdigital.reset()
      clock = noon
      world.told.length = 0
      logged.length = 0
      Object.assign(world, untouched())
      await world.suppressed.replace('main', new Map())
      await platform.prepare(accountRules)
    },
    async close() {
      await client.close()
      await sandbox.stop()
      await database.close()
      await fresh.drop()
    },
  }
  return world
}

const logInto = (lines: string[]): Log => ({
  info: (event) => void lines.push(event),
  warn: (event) => void lines.push(event),
  error: (event) => void lines.push(event),
})

type Driving = Pick<World, 'deliver' | 'publish' | 'fire' | 'settle' | 'standing' | 'triggers'>

const driving = (the: () => World, log: Log): Driving => {
  const needs = (): FireNeeds & PublishNeeds => {
    const { account, suppressed, platform, hindrances, prepare, stores, now } = the()
    const refresh = askForReading(collecting(the().told))
    const parts = { account, suppressed, platform, hindrances, prepare, now, refresh, log }
    return { ...parts, rulesOf: marketplaceRules, ...stores }
  }
  const handler: Handler = async (message) => {
    const { stores, account } = the()
    return publisher({ projection: stores.projection, accountOf: () => account, wake: () => undefined })(message)
  }
  const isBusy = async (): Promise<boolean> => {
    const { effects, triggers } = the().stores
    const { due, importing } = await effects.counts()
    return due + importing + (await triggers.enrolments('main')).length > 0
  }
  const drive: Driving = {
    async deliver(...messages) {
      for (const message of messages) await handler(message)
    },
    publish: async () => {
      await readReports(needs())
      return publishRound(needs())
    },
    fire: () => fireRound(needs()),
    async settle() {
      for (let round = 0; round < 3 || ((await isBusy()) && round < 12); round += 1) {
        the().pass(secondMs)
        await drive.publish()
        await drive.fire()
      }
    },
    async standing(key, version) {
      const { stores, told } = the()
      await tellNews(stores.news, collecting(told))
      const last = told.findLast(
        ({ type, recordkey, recordversion }) =>
          (type === 'record.settled.v1' || type === 'record.waiting.v1') &&
          recordkey === key &&
          (version === undefined || recordversion === version),
      )
      return last && wordsOf(last)
    },
    async triggers() {
      const rows = await the().db.selectFrom('triggers').selectAll().orderBy('subject').orderBy('trigger').execute()
      return rows.map(({ trigger, subject, state, reason }) => `${trigger} ${subject}: ${state} ${reason}`)
    },
  }
  return drive
}

const wordsOf = ({ type, data }: Message): string =>
  type === 'record.settled.v1' || type === 'record.waiting.v1'
    ? [data.state, data.reason, data.detail].filter(Boolean).join(' ')
    : type

/** A bus that only remembers. */
export const collecting = (told: Message[]): Bus => ({
  isDurable: true,
  publish: async (messages) => void told.push(...messages),
  consume: () => Promise.reject(new Error('nobody consumes here')),
  health: () => Promise.reject(new Error('nobody asks here')),
  close: async () => undefined,
})
