import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import type { Kysely } from 'kysely'
import { migrations } from '../adapters/migrations.js'
import { postgresExceptions } from '../adapters/postgres-exceptions.js'
import { postgresTimelines } from '../adapters/postgres-timelines.js'
import { schema, type Tables } from '../adapters/tables.js'
import type { OpenExceptions } from './exceptions.contract.js'

interface Opened extends OpenExceptions {
  readonly db: Kysely<Tables>
}

const opened = async (database: Database, remove: () => Promise<void>): Promise<Opened> => {
  await migrate(database, schema, migrations)
  const db = database.schema<Tables>(schema)
  return {
    db,
    timelines: postgresTimelines(db),
    exceptions: postgresExceptions(db),
    empty: async () => {
      for (const table of ['timeline', 'records', 'triggers', 'releases', 'exceptions'] as const) {
        await db.deleteFrom(table).execute()
      }
    },
    forget: async () => {
      await db.deleteFrom('exceptions').execute()
    },
    close: async () => {
      await database.close()
      await remove()
    },
  }
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
