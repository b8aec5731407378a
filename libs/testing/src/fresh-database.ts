import { randomUUID } from 'node:crypto'
import { Client } from 'pg'

export interface FreshDatabase {
  readonly url: string
  /** Drops it, with the connections it still has. */
  drop(): Promise<void>
}

/**
 * An empty database with a name of its own, so that test files share a server and nothing else.
 *
 * @param postgresUrl where; its user must be allowed to create databases
 */
export const freshDatabase = async (postgresUrl: string): Promise<FreshDatabase> => {
  const name = `concord_test_${randomUUID().replaceAll('-', '')}`
  await command(postgresUrl, `create database ${name}`)
  const url = new URL(postgresUrl)
  url.pathname = `/${name}`
  return { url: url.href, drop: () => command(postgresUrl, `drop database if exists ${name} with (force)`) }
}

/**
 * Has a server that ends with its tests wait for no disk: what it would lose is dropped anyway. What a crash leaves behind is
 * tried with servers that do wait.
 *
 * @param postgresUrl of a superuser
 */
export const forgoDisk = async (postgresUrl: string): Promise<void> => {
  await command(postgresUrl, 'alter system set fsync = off')
  await command(postgresUrl, 'select pg_reload_conf()')
}

const command = async (url: string, sql: string): Promise<void> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    await client.query(sql)
  } finally {
    await client.end()
  }
}
