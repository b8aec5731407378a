import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'

/** Like the one of a service: fails within a second while Redis is away. */
export const connectRedis = (url = process.env['REDIS_URL'] ?? ''): Redis => {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 1_000 })
  redis.on('error', () => undefined)
  return redis
}

/** An account nobody else has. */
export const freshAccount = (): string => `test-${randomUUID()}`

export const keysOf = (redis: Redis, account: string): Promise<string[]> =>
  redis.keys(`concord:dotdigital:${account}:*`)

/** Time cannot pass in Redis, so what it remembers is made older instead. */
export const age = async (redis: Redis, account: string, ms: number): Promise<void> => {
  for (const key of await keysOf(redis, account)) {
    const { endsAt, restsUntil } = await redis.hgetall(key)
    if (endsAt !== undefined) await redis.hset(key, 'endsAt', Number(endsAt) - ms)
    if (restsUntil !== undefined) await redis.hset(key, 'restsUntil', Number(restsUntil) - ms)
    await redis.pexpire(key, (await redis.pttl(key)) - ms)
  }
}
