import { mkdirSync } from 'node:fs'
import { PGlite, types } from '@electric-sql/pglite'
import { spanBetween } from '@concord/contracts'
import { Kysely, type LogEvent, type Migration, Migrator, type PostgresPool, PostgresDialect, sql } from 'kysely'
import { Pool } from 'pg'
import { DatabaseUnavailable, MigrationFailed } from './errors.js'
import { pglitePool } from './pglite-pool.js'
import { promptPool } from './prompt-pool.js'

/** Where the tables are: a PostgreSQL server, or a directory that PGlite keeps them in. */
export type DatabaseLocation = { readonly url: string; readonly connections?: number } | { readonly directory: string }

/** One database that several services share, each in its own schema. */
export interface Database {
  /**
   * The tables of one schema; `Tables` is the owning service's view of them.
   *
   * @param limits how long a query or transaction may take until its connection is given up, for work that somebody waits
   *   for; left out, as long as the server takes. Embedded there is no limit, since there is nobody who could fall silent.
   */
  schema<Tables>(name: string, limits?: { readonly holdMs: number }): Kysely<Tables>
  close(): Promise<void>
}

/** @throws DatabaseUnavailable when nothing answers at the location */
export const openDatabase = async (location: DatabaseLocation): Promise<Database> => {
  const pool = 'url' in location ? serverPool(location) : await embeddedPool(location.directory)
  const root = over(pool)
  try {
    await sql`select 1`.execute(root)
  } catch (cause) {
    await root.destroy()
    throw new DatabaseUnavailable(cause)
  }
  return {
    schema: <Tables>(name: string, limits?: { readonly holdMs: number }) => {
      const limited = pool instanceof Pool && limits !== undefined ? over(promptPool(pool, limits.holdMs)) : root
      return limited.withSchema(name) as unknown as Kysely<Tables>
    },
    close: () => root.destroy(),
  }
}

const over = (pool: PostgresPool) => new Kysely<unknown>({ dialect: new PostgresDialect({ pool }), log: spanOf })

/** Statements never hold values, those are parameters. */
const spanOf = ({ level, query: { sql: statement }, queryDurationMillis }: LogEvent): void => {
  const endedAt = Date.now()
  const attributes = {
    'db.system.name': 'postgresql',
    'db.query.text': statement.slice(0, longestText),
    ...(level === 'error' && isFailed),
  }
  spanBetween(/^\s*(\w+)/.exec(statement)?.[1]?.toLowerCase() ?? 'query', attributes, [
    endedAt - queryDurationMillis,
    endedAt,
  ])
}

const isFailed = { 'error.type': 'query' }
/** What inserts a thousand rows would be tens of kilobytes. */
const longestText = 1_000

/** What a replica that vanished holds is given back; none of our transactions rests or waits for so long. */
const patience = { keepAlive: true, idle_in_transaction_session_timeout: 60_000, lock_timeout: 30_000 }

const serverPool = ({ url, connections = 10 }: { url: string; connections?: number }): Pool => {
  const pool = new Pool({ connectionString: url, max: connections, connectionTimeoutMillis: 5_000, ...patience })
  // A connection that breaks is replaced at the next query; without listeners it would end the process: the pool tells
  // of idle ones, those in use tell themselves, beside the query that fails.
  pool.on('error', () => undefined)
  pool.on('connect', (client) => client.on('error', () => undefined))
  return pool
}

/** A bigint is text, as it is from a server, so that nobody sees a difference first in production. */
const embeddedPool = async (directory: string): Promise<PostgresPool> => {
  try {
    mkdirSync(directory, { recursive: true })
    return pglitePool(await PGlite.create({ dataDir: directory, parsers: { [types.INT8]: String } }))
  } catch (cause) {
    throw new DatabaseUnavailable(cause)
  }
}

/** Brings a service's schema up to date; safe when several replicas start at once. */
export const migrate = async (
  database: Database,
  schema: string,
  migrations: Record<string, Migration>,
): Promise<void> => {
  const migrator = new Migrator({
    db: database.schema<unknown>(schema),
    provider: { getMigrations: () => Promise.resolve(migrations) },
    migrationTableSchema: schema,
  })
  const { error } = await migrator.migrateToLatest()
  if (error !== undefined) throw new MigrationFailed(schema, error)
}
