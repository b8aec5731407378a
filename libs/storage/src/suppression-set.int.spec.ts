import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { SuppressionSetUnavailable } from './errors.js'
import { connectRedis } from './redis.js'
import { suppressionSetContract } from './suppression-set.contract.js'
import { redisSuppressionSet } from './suppression-set.js'

const silent = { warn: () => undefined }
const redis = connectRedis(process.env['REDIS_URL'] ?? '', silent)
const used: string[] = []
const freshAccount = (): string => {
  const account = `test-${randomUUID()}`
  used.push(account)
  return account
}
const keysOf = (account: string): Promise<string[]> => redis.keys(`concord:suppressed:${account}*`)

afterEach(async () => {
  const keys = await Promise.all(used.splice(0).map(keysOf))
  if (keys.flat().length > 0) await redis.del(keys.flat())
})
afterAll(() => redis.close())

describe('on Redis', () => {
  suppressionSetContract(() => ({
    set: redisSuppressionSet(redis),
    account: freshAccount(),
    otherAccount: freshAccount(),
  }))

  it('stays for good, and leaves nothing behind beside it', async () => {
    const account = freshAccount()

    await redisSuppressionSet(redis).replace(account, new Map([['sue', 'suppressed']]))

    expect(await keysOf(account)).toEqual([`concord:suppressed:${account}`])
    expect(await redis.ttl(`concord:suppressed:${account}`)).toBe(-1)
  })

  it('keeps the old set where the new one cannot take its place, and says so', async () => {
    const account = freshAccount()
    const set = redisSuppressionSet(redis)
    await set.replace(account, new Map([['sue', 'suppressed']]))
    // What is being filled is lost before the swap.
    const losing = { expire: (key: string) => redis.del(key) }
    const forgetful = redisSuppressionSet(Object.assign(Object.create(redis) as typeof redis, losing))

    await expect(forgetful.replace(account, new Map())).rejects.toThrow(SuppressionSetUnavailable)

    expect(await set.find(account, 'sue')).toBe('suppressed')
  })
})

it('is unavailable, soon and for every question, while Redis is away', async () => {
  const away = connectRedis('redis://127.0.0.1:1', silent)
  const set = redisSuppressionSet(away)

  try {
    await expect(set.find('main', 'sue')).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.put('main', 'sue', 'suppressed')).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.remove('main', 'sue')).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.replace('main', new Map())).rejects.toThrow(SuppressionSetUnavailable)
  } finally {
    await away.close()
  }
})
