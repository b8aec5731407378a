import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVault, type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { sql } from 'kysely'
import { migrations } from '../adapters/migrations.js'
import { schema } from '../adapters/tables.js'

export interface DatabaseUnderTest {
  readonly database: Database
  /** Leaves the tables as a migration leaves them. */
  empty(): Promise<void>
  /** Everything every table holds, as one text. */
  everything(): Promise<string>
  close(): Promise<void>
}

export const testVault = createVault({
  keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }],
  hashSecret: Buffer.alloc(32, 2),
})

const tables = ['identifiers', 'edges', 'profiles', 'orders', 'waiting', 'checkouts', 'changes', 'news'].map((name) =>
  sql.table(`${schema}.${name}`),
)

const prepared = (database: Database, discard: () => Promise<void>): DatabaseUnderTest => {
  const db = database.schema<unknown>(schema)
  return {
    database,
    empty: async () => {
      for (const table of tables) await sql`delete from ${table}`.execute(db)
    },
    everything: async () => {
      const texts = tables.map((table) => sql<{ row: string }>`select t::text as row from ${table} t`.execute(db))
      return (await Promise.all(texts)).flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
    },
    close: async () => {
      await database.close()
      await discard()
    },
  }
}

/** A database of its own on the server that tests are given. */
const onPostgres = async (): Promise<DatabaseUnderTest> => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  return prepared(await openDatabase({ url, connections: 20 }), drop)
}

/** PGlite in a folder of its own. */
const onPglite = async (): Promise<DatabaseUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-pglite-'))
  return prepared(await openDatabase({ directory }), () => rm(directory, { recursive: true, force: true }))
}

const migrated = async (open: () => Promise<DatabaseUnderTest>): Promise<DatabaseUnderTest> => {
  const held = await open()
  await migrate(held.database, schema, migrations)
  return held
}

export const databases = [
  { name: 'PostgreSQL', open: () => migrated(onPostgres), openEmpty: onPostgres },
  { name: 'PGlite', open: () => migrated(onPglite), openEmpty: onPglite },
] as const
