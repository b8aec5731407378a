import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVault, type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { type Kysely, sql } from 'kysely'
import { migrations } from '../adapters/migrations.js'
import { postgresExceptions } from '../adapters/postgres-exceptions.js'
import { postgresTimelines } from '../adapters/postgres-timelines.js'
import { schema, type Tables } from '../adapters/tables.js'
import type { OpenExceptions } from './exceptions.contract.js'
import type { OpenSearch } from './search.contract.js'

interface Opened extends OpenExceptions, OpenSearch {
  readonly db: Kysely<Tables>
}

/** As every service hashes. */
export const hash = (text: string): string => vault.hash(text)

const vault = createVault({ keys: [{ id: 'k', secret: Buffer.alloc(32) }], hashSecret: Buffer.alloc(32, 1) })

const opened = async (database: Database, remove: () => Promise<void>): Promise<Opened> => {
  await migrate(database, schema, migrations)
  const db = database.schema<Tables>(schema)
  return {
    db,
    timelines: postgresTimelines(db, hash),
    exceptions: postgresExceptions(db),
    empty: async () => {
      for (const table of [
        'timeline',
        'records',
        'triggers',
        'disputes',
        'releases',
        'replays',
        'names',
        'exceptions',
        'commands',
      ] as const) {
        await db.deleteFrom(table).execute()
      }
    },
    everything: () => everythingIn(db),
    forget: async () => {
      await db.deleteFrom('exceptions').execute()
    },
    close: async () => {
      await database.close()
      await remove()
    },
  }
}

const everythingIn = async (db: Kysely<Tables>): Promise<string> => {
  const { rows: tables } = await sql<{ name: string }>`
    select table_name as name from information_schema.tables where table_schema = ${schema}`.execute(db)
  const texts = []
  for (const { name } of tables) {
    const { rows } = await sql<{
      text: string
    }>`select row::text as text from ${sql.table(`${schema}.${name}`)} row`.execute(db)
    texts.push(...rows.map(({ text }) => text))
  }
  return texts.join('\n')
}

/** The tables of monitor in both databases, each new and empty. */
export const databases: readonly (readonly [string, () => Promise<Opened>])[] = [
  [
    'PostgreSQL',
    async () => {
      const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
      return opened(await openDatabase({ url }), drop)
    },
  ],
  [
    'PGlite',
    async () => {
      const directory = await mkdtemp(join(tmpdir(), 'concord-monitor-'))
      return opened(await openDatabase({ directory }), () => rm(directory, { recursive: true }))
    },
  ],
]
