import { connect } from 'amqplib'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import type { ServerName } from './servers.js'

const timeoutMs = 5_000

const rabbitmq = async (url: string): Promise<string> => {
  const connection = await connect(url, { noDelay: true, timeout: timeoutMs })
  // A broker that goes away while it is asked has no version; unheard, the event would end this process.
  connection.on('error', () => undefined)
  try {
    return connection.connection.serverProperties.version
  } finally {
    await connection.close()
  }
}

const postgres = async (url: string): Promise<string> => {
  const client = new Client({ connectionString: url, connectionTimeoutMillis: timeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    const { rows } = await client.query<{ server_version: string }>('show server_version')
    return firstWord(rows[0]?.server_version)
  } finally {
    await client.end()
  }
}

const redis = async (url: string): Promise<string> => {
  const client = new Redis(url, { lazyConnect: true, retryStrategy: () => null, connectTimeout: timeoutMs })
  client.on('error', () => undefined)
  try {
    await client.connect()
    return firstWord(/redis_version:(\S+)/.exec(await client.info('server'))?.[1])
  } finally {
    client.disconnect()
  }
}

const firstWord = (text = '?'): string => text.split(' ')[0] ?? text

const ask: Readonly<Record<ServerName, (url: string) => Promise<string>>> = { rabbitmq, postgres, redis }

/**
 * The version that the server itself tells; so it answers, and lets us in.
 *
 * @throws whatever its driver throws when it doesn't
 */
export const askVersion = (name: ServerName, url: string): Promise<string> => ask[name](url)
