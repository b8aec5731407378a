import { setTimeout as pause } from 'node:timers/promises'
import { withRedis } from '../servers.js'
import type { Fault } from './fault.js'

export const flushRedis: Fault = {
  name: 'flush Redis',
  sentence: 'everything in Redis is deleted',
  async run({ servers }) {
    await withRedis(servers.redis.url, (client) => client.flushall())
  },
}

/** @param forMs how long it is away */
export const stopRedis = (forMs: number): Fault => ({
  name: 'stop Redis',
  sentence: `Redis is stopped for ${forMs / 1_000} seconds`,
  async run({ servers }) {
    await servers.redis.stop()
    await pause(forMs)
    await servers.redis.start()
  },
})
