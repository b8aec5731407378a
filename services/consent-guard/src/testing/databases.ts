import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { migrations } from '../adapters/migrations.js'
import { schema, type Tables } from '../adapters/postgres-consent-ledger.js'

export interface DatabaseUnderTest {
  readonly database: Database
  /** Leaves the tables as a migration leaves them. */
  empty(): Promise<void>
  close(): Promise<void>
}

const prepared = async (database: Database, discard: () => Promise<void>): Promise<DatabaseUnderTest> => {
  await migrate(database, schema, migrations)
  const db = database.schema<Tables>(schema)
  return {
    database,
    empty: async () => {
      await db.deleteFrom('consent_facts').execute()
      await db.deleteFrom('reads').execute()
      await db.deleteFrom('customers').execute()
      await db.deleteFrom('opt_outs').execute()
      await db.deleteFrom('opt_out_lags').execute()
      await db.deleteFrom('statements').execute()
      await db.deleteFrom('profiles').execute()
      await db.deleteFrom('owners').execute()
      await db.deleteFrom('orders').execute()
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
  return prepared(await openDatabase({ url }), drop)
}

/** PGlite in a folder of its own. */
const onPglite = async (): Promise<DatabaseUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-pglite-'))
  return prepared(await openDatabase({ directory }), () => rm(directory, { recursive: true, force: true }))
}

export const databases = [
  { name: 'PostgreSQL', open: onPostgres },
  { name: 'PGlite', open: onPglite },
] as const
