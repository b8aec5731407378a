import type { PGlite } from '@electric-sql/pglite'
import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'

/**
 * PGlite as a pool of one connection, so that Kysely's own PostgreSQL dialect serves both databases.
 *
 * PGlite has a single session: a transaction holds it until it ends, and everybody else waits. Code inside a
 * transaction must therefore only use that transaction, or it waits for itself.
 */
export const pglitePool = (pglite: PGlite): PostgresPool => {
  let tail: Promise<void> = Promise.resolve()

  const connect = async (): Promise<PostgresPoolClient> => {
    const previous = tail
    let release = (): void => undefined
    tail = new Promise((resolve) => {
      release = resolve
    })
    await previous
    return { query: query(pglite) as PostgresPoolClient['query'], release }
  }
  return { connect, end: () => pglite.close() }
}

const query =
  (pglite: PGlite) =>
  async (sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
    const { rows, affectedRows } = await pglite.query(sql, [...parameters])
    return { command: 'UPDATE', rowCount: affectedRows ?? rows.length, rows }
  }
