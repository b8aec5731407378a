import { randomUUID } from 'node:crypto'
import { rm } from 'node:fs/promises'
import { join } from 'node:path'
import { freshDatabase, type Provisioned, provisionServers, type Server, waitFor } from '@concord/testing'
import { Redis } from 'ioredis'

/** Servers of this run alone: they are stopped and wiped, whatever the environment names. */
export interface OwnServers extends Provisioned {
  /** RabbitMQ, PostgreSQL and Redis as they stand for one world, with nothing of an earlier one. */
  fresh(): Promise<FreshServers>
}

export interface FreshServers {
  readonly rabbitmq: Server
  readonly postgres: Server
  readonly redis: Server
  /** Stops the broker, removes its data, and starts it as on its first day. */
  wipeBroker(): Promise<void>
  drop(): Promise<void>
}

const noneGiven = { RABBITMQ_URL: '', POSTGRES_URL: '', REDIS_URL: '', RABBITMQ_MANAGEMENT_URL: '' }

export const startServers = async (log: (line: string) => void): Promise<OwnServers> => {
  const servers = await provisionServers(['rabbitmq', 'postgres', 'redis'], {
    env: { ...process.env, ...noneGiven },
    log,
  })
  return { ...servers, fresh: () => freshOn(servers) }
}

const freshOn = async ({ rabbitmq, postgres, redis }: Provisioned): Promise<FreshServers> => {
  const database = await freshDatabase(postgres.url)
  const vhost = `run-${randomUUID()}`
  await waitFor(() => putVhost(rabbitmq, vhost).then(() => true), { limitMs: 60_000, what: 'the management API' })
  await withRedis(redis.url, (client) => client.flushall())
  return {
    rabbitmq: { ...rabbitmq, url: `${rabbitmq.url}/${vhost}` },
    postgres: { ...postgres, url: database.url },
    redis,
    wipeBroker: async () => {
      await rabbitmq.stop()
      await rm(join(folderOf(rabbitmq), 'mnesia'), { recursive: true, force: true })
      await rabbitmq.start()
      // The management API comes up a little later than the broker itself.
      await waitFor(() => putVhost(rabbitmq, vhost).then(() => true), { limitMs: 60_000, what: 'the management API' })
    },
    drop: async () => {
      await deleteVhost(rabbitmq, vhost)
      await database.drop()
    },
  }
}

const folderOf = ({ folder }: Server): string => {
  if (folder === undefined)
    throw new Error('only a private instance can be wiped: install rabbitmq-server, or run without Docker')
  return folder
}

/** Each world has a virtual host of its own, so that no message of an earlier one is left. */
const putVhost = async (rabbitmq: Server, vhost: string): Promise<void> => {
  await ask(rabbitmq, 'PUT', `/api/vhosts/${vhost}`)
  const { username } = new URL(rabbitmq.url)
  await ask(rabbitmq, 'PUT', `/api/permissions/${vhost}/${username}`, { configure: '.*', write: '.*', read: '.*' })
}

const deleteVhost = (rabbitmq: Server, vhost: string): Promise<void> => ask(rabbitmq, 'DELETE', `/api/vhosts/${vhost}`)

const ask = async ({ managementUrl }: Server, method: string, path: string, body?: unknown): Promise<void> => {
  if (managementUrl === undefined) throw new Error('the broker has no management API')
  const { username, password, origin } = new URL(managementUrl)
  const authorization = `Basic ${Buffer.from(`${username}:${password}`).toString('base64')}`
  const headers = { authorization, 'content-type': 'application/json' }
  const response = await fetch(`${origin}${path}`, { method, headers, body: JSON.stringify(body ?? {}) })
  if (!response.ok) throw new Error(`the broker's management API answered ${response.status} to ${method}`)
}

export const withRedis = async <T>(url: string, work: (client: Redis) => Promise<T>): Promise<T> => {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return await work(client)
  } finally {
    client.disconnect()
  }
}
