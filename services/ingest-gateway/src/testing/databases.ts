import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createVault, type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase } from '@concord/testing'
import { type Kysely, sql } from 'kysely'
import { migrations } from '../adapters/migrations/index.js'
import { schema, type Tables } from '../adapters/tables.js'

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

const prepared = async (database: Database, discard: () => Promise<void>): Promise<DatabaseUnderTest> => {
  await migrate(database, schema, migrations)
  const db = database.schema<Tables>(schema)
  const tables = [
    'records',
    'payloads',
    'data_keys',
    'dropped',
    'replays',
    'watermarks',
    'hints',
    'incidents',
    'incident_marks',
    'leases',
    'backfills',
    'differences',
    'compared',
    'comparisons',
  ] as const
  return {
    database,
    empty: async () => {
      for (const table of tables) await db.deleteFrom(table).execute()
    },
    everything: async () => {
      const texts = tables.map((table) =>
        sql<{ row: string }>`select t::text as row from ${sql.table(`${schema}.${table}`)} t`.execute(db),
      )
      return (await Promise.all(texts)).flatMap(({ rows }) => rows.map(({ row }) => row)).join('\n')
    },
    close: async () => {
      await database.close()
      await discard()
    },
  }
}

/** What no service can do, and only whoever owns the table. */
export const forgetDeeds = async ({ database }: DatabaseUnderTest): Promise<void> => {
  const db = database.schema<Tables>(schema)
  for (const statement of [
    'alter table ingest.deeds disable trigger deeds_are_only_added_to',
    'delete from ingest.deeds',
    'alter table ingest.deeds enable trigger deeds_are_only_added_to',
  ])
    await sql.raw(statement).execute(db)
}

/** As if a minute had passed by the clock of the database. */
export const claimsRunOut = async (db: Kysely<Tables>): Promise<void> => {
  await sql`update ingest.records set claimed_until = claimed_until - interval '1 minute'`.execute(db)
}

/** A database of its own on the server that tests are given. */
export const onPostgres = async (): Promise<DatabaseUnderTest> => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  return prepared(await openDatabase({ url }), drop)
}

/** PGlite in a folder of its own. */
export const onPglite = async (): Promise<DatabaseUnderTest> => {
  const directory = await mkdtemp(join(tmpdir(), 'concord-pglite-'))
  return prepared(await openDatabase({ directory }), () => rm(directory, { recursive: true, force: true }))
}

export const databases = [
  { name: 'PostgreSQL', open: onPostgres },
  { name: 'PGlite', open: onPglite },
] as const
