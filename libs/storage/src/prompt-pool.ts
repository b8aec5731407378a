import type { PostgresPool, PostgresPoolClient, PostgresQueryResult } from 'kysely'
import type { Pool, PoolClient } from 'pg'
import { DatabaseUnavailable } from './errors.js'

/**
 * The same connections, each given up when it is held for too long: a server that says nothing would hold it, and whoever
 * waits for it, for a quarter of an hour. What was under way fails with `DatabaseUnavailable`; a commit that was sent may
 * have been done all the same.
 */
export const promptPool = (pool: Pool, holdMs: number): PostgresPool => ({
  connect: async () => heldFor(await pool.connect(), holdMs),
  end: () => pool.end(),
})

const heldFor = (client: PoolClient, holdMs: number): PostgresPoolClient => {
  let late: DatabaseUnavailable | undefined
  const timer = setTimeout(() => {
    late = new DatabaseUnavailable(new Error(`no end within ${holdMs} ms`))
    // Ends the connection, or the next one to use it would find a transaction that is still open.
    client.release(late)
  }, holdMs)
  const query = async (sql: string, parameters: readonly unknown[]): Promise<PostgresQueryResult<unknown>> => {
    try {
      return (await client.query(sql, [...parameters])) as PostgresQueryResult<unknown>
    } catch (failure) {
      throw late ?? failure
    }
  }
  return {
    query: query as PostgresPoolClient['query'],
    release: () => {
      clearTimeout(timer)
      if (late === undefined) client.release()
    },
  }
}
