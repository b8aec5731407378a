import { Redis } from 'ioredis'

interface Log {
  warn(event: string, fields?: Readonly<Record<string, unknown>>): void
}

/**
 * A connection that fails fast while Redis is away and comes back by itself: callers decide what to do without it, and
 * never wait for it.
 */
export const connectRedis = (url: string, log: Log): Redis & { close(): Promise<void> } => {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 1_000 })
  redis.on('error', (failure: Error) => log.warn('redis is away', { failure }))
  return Object.assign(redis, {
    close: async () => {
      redis.disconnect()
      return Promise.resolve()
    },
  })
}
