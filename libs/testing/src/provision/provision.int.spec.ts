import { existsSync } from 'node:fs'
import { createServer } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { connect, type ChannelModel } from 'amqplib'
import { Redis } from 'ioredis'
import { Client } from 'pg'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { freePort } from '../free-port.js'
import { freshDatabase } from '../fresh-database.js'
import { findBinaries, namesOf } from './binaries.js'
import { hasDocker } from './containers.js'
import { provisionServers } from './provision.js'
import { serverNames, variables, type Provisioned } from './servers.js'

const withAmqp = async <Result>(url: string, use: (connection: ChannelModel) => Promise<Result>): Promise<Result> => {
  const connection = await connect(url, { noDelay: true })
  try {
    return await use(connection)
  } finally {
    await connection.close()
  }
}

const query = async (url: string, sql: string): Promise<readonly unknown[]> => {
  const client = new Client({ connectionString: url })
  await client.connect()
  try {
    return (await client.query<Record<string, unknown>>(sql)).rows
  } finally {
    await client.end()
  }
}

const withRedis = async <Result>(url: string, use: (redis: Redis) => Promise<Result>): Promise<Result> => {
  const redis = new Redis(url, { lazyConnect: true, retryStrategy: () => null })
  redis.on('error', () => undefined)
  try {
    await redis.connect()
    return await use(redis)
  } finally {
    redis.disconnect()
  }
}

const nowhere = { DOCKER_HOST: 'unix:///nowhere.sock', PATH: process.env['PATH'] }

describe('servers named in the environment', () => {
  let servers: Provisioned
  beforeAll(async () => {
    servers = await provisionServers(serverNames, { log: () => undefined })
  })

  it('answer', async () => {
    expect(await query(servers.postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
    expect(await withRedis(servers.redis.url, (redis) => redis.ping())).toBe('PONG')
    await withAmqp(servers.rabbitmq.url, async (connection) => (await connection.createChannel()).close())
  })

  it('are the very ones, and are never stopped', async () => {
    expect(servers.postgres.url).toBe(process.env['POSTGRES_URL'])
    expect(servers.way).toContain('named in the environment')
    await expect(servers.postgres.stop()).rejects.toThrow('only a server started here')

    await servers.stop()

    expect(await query(servers.postgres.url, 'select 1 as one')).toEqual([{ one: 1 }])
  })

  it('give databases that know nothing of each other', async () => {
    const [one, other] = await Promise.all([freshDatabase(servers.postgres.url), freshDatabase(servers.postgres.url)])

    await query(one.url, 'create table orders (id int)')

    expect(await query(other.url, `select to_regclass('orders') as found`)).toEqual([{ found: null }])
    await Promise.all([one.drop(), other.drop()])
    await expect(query(one.url, 'select 1')).rejects.toThrow('does not exist')
  })

  it('are missed by name, and without their secret, when they do not answer', async () => {
    const env = { ...nowhere, POSTGRES_URL: `postgres://concord:s3cret@127.0.0.1:${await freePort()}/postgres` }

    const provisioning = provisionServers(['postgres'], { env })

    await expect(provisioning).rejects.toThrow('PostgreSQL named in POSTGRES_URL does not answer')
    await expect(provisioning).rejects.not.toThrow('s3cret')
  })
})

const areInstalled = namesOf(await findBinaries()).length === serverNames.length

describe.runIf(areInstalled)('private instances', { timeout: 120_000 }, () => {
  const lines: string[] = []
  let servers: Provisioned
  beforeAll(async () => {
    servers = await provisionServers(serverNames, { env: nowhere, log: (line) => lines.push(line) })
  }, 120_000)
  afterAll(() => servers.stop(), 60_000)

  it('say in one line what they are', () => {
    const versions = String.raw`\(RabbitMQ \d+\.\d+\.\d+, PostgreSQL \d+\.\d+, Redis \d+\.\d+\.\d+\)`

    expect(lines).toEqual([
      expect.stringMatching(`^servers: private instances of installed binaries ${versions}, ready in [0-9.]+ s$`),
    ])
  })

  it('are not those of the environment', () => {
    const given = serverNames.map((name) => process.env[variables[name]])

    for (const name of serverNames) expect(given).not.toContain(servers[name].url)
  })

  it('RabbitMQ keeps its queues and messages over stop() and start()', async () => {
    const { url, stop, start } = servers.rabbitmq
    const queue = ['kept', { durable: true, arguments: { 'x-queue-type': 'quorum' } }] as const
    await withAmqp(url, async (connection) => {
      const channel = await connection.createConfirmChannel()
      await channel.assertQueue(...queue)
      channel.sendToQueue('kept', Buffer.from('still here'), { persistent: true })
      await channel.waitForConfirms()
    })

    await stop()
    await expect(connect(url)).rejects.toThrow('ECONNREFUSED')
    await start()

    const found = await withAmqp(url, async (connection) => (await connection.createChannel()).get('kept'))
    expect(found && found.content.toString()).toBe('still here')
  })

  it('RabbitMQ answers at its management API, only with its password', async () => {
    const { origin, username, password } = new URL(servers.rabbitmq.managementUrl ?? '')
    const ask = async (secret: string): Promise<number> => {
      const authorization = `Basic ${Buffer.from(`${username}:${secret}`).toString('base64')}`
      return (await fetch(`${origin}/api/overview`, { headers: { authorization } })).status
    }

    expect([await ask(password), await ask('guest')]).toEqual([200, 401])
  })

  it('PostgreSQL keeps its rows over stop() and start(), with fsync on', async () => {
    const { url, stop, start } = servers.postgres
    await query(url, `create table kept as select 'still here' as text`)

    await stop()
    await expect(query(url, 'select 1')).rejects.toThrow('ECONNREFUSED')
    await start()

    expect(await query(url, 'select text from kept')).toEqual([{ text: 'still here' }])
    expect(await query(url, 'show fsync')).toEqual([{ fsync: 'on' }])
  })

  it('Redis keeps its keys over stop() and start()', async () => {
    const { url, stop, start } = servers.redis
    await withRedis(url, (redis) => redis.set('kept', 'still here'))

    await stop()
    await expect(withRedis(url, (redis) => redis.ping())).rejects.toThrow('Connection is closed')
    await start()

    expect(await withRedis(url, (redis) => redis.get('kept'))).toBe('still here')
  })

  it('are stopped and started as often as one likes', async () => {
    await servers.redis.start()
    await servers.redis.stop()
    await servers.redis.stop()
    await servers.redis.start()

    expect(await withRedis(servers.redis.url, (redis) => redis.ping())).toBe('PONG')
  })
})

it.runIf(areInstalled)('starts only what is wanted, and nothing is left of it afterwards', async () => {
  const servers = await provisionServers(['redis'], { env: nowhere, log: () => undefined })
  const { url } = servers.redis
  expect(() => servers.postgres.url).toThrow('PostgreSQL was not asked for')
  const [, directory] = await withRedis(url, (redis) => redis.config('GET', 'dir'))

  await servers.stop()

  await expect(withRedis(url, (redis) => redis.ping())).rejects.toThrow()
  expect(directory).toContain('concord-servers-')
  expect(existsSync(directory ?? '')).toBe(false)
})

it('sees a Docker engine only where one answers', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'concord-engine-'))
  const engine = createServer((_, answer) => answer.end('OK')).listen(join(folder, 'docker.sock'))
  const env = { DOCKER_HOST: `unix://${folder}/docker.sock` }

  expect(await hasDocker(env)).toBe(true)
  await new Promise((closed) => engine.close(closed))
  expect(await hasDocker(env)).toBe(false)
  await rm(folder, { recursive: true })
})
