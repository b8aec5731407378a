import { randomUUID } from 'node:crypto'
import type { ConsentStatus } from '@concord/domain'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { SuppressionSetUnavailable } from './errors.js'
import { connectRedis } from './redis.js'
import { hashed, suppressionSetContract } from './suppression-set.contract.js'
import { redisSuppressionSet } from './suppression-set-redis.js'

const silent = { warn: () => undefined }
const redis = connectRedis(process.env['REDIS_URL'] ?? '', silent)
const used: string[] = []
const freshAccount = (): string => {
  const account = `test-${randomUUID()}`
  used.push(account)
  return account
}
const baseOf = (account: string): string => `concord:suppressed:{${account}}`
const keysOf = (account: string): Promise<string[]> => redis.keys(`${baseOf(account)}*`)
const sue = hashed('sue')
const only = (hash: string, status: ConsentStatus = 'suppressed') => new Map([[hash, status]])

afterEach(async () => {
  for (const account of used.splice(0)) {
    const keys = await keysOf(account)
    if (keys.length > 0) await redis.unlink(keys)
  }
})
afterAll(() => redis.close())

describe('on Redis', () => {
  suppressionSetContract(() => {
    let clock = new Date()
    return {
      set: redisSuppressionSet(redis, () => clock),
      account: freshAccount(),
      otherAccount: freshAccount(),
      setClock: (at) => (clock = new Date(at)),
    }
  })

  it('stays for good, and leaves nothing behind beside it', async () => {
    const account = freshAccount()
    const set = redisSuppressionSet(redis)
    await set.replace(account, only(hashed('otto')))
    await set.replace(account, only(sue))

    const keys = await keysOf(account)
    expect(keys).toHaveLength(4_097)
    expect(new Set(await Promise.all(keys.map((key) => redis.ttl(key))))).toEqual(new Set([-1]))
  })

  it('keeps the old set where Redis was flushed of the new one before it could take its place, and says so', async () => {
    const account = freshAccount()
    const set = redisSuppressionSet(redis)
    await set.replace(account, only(sue))
    const flushed = async function* (): AsyncGenerator<readonly [string, ConsentStatus]> {
      yield [hashed('otto'), 'blocked']
      await redis.del(`${baseOf(account)}:filling`)
    }

    await expect(set.replace(account, flushed())).rejects.toThrow(SuppressionSetUnavailable)
    expect(await set.find(account, sue)).toBe('suppressed')
  })

  it('answers nobody of a part that Redis dropped, rather than that nobody is in it', async () => {
    const account = freshAccount()
    const set = redisSuppressionSet(redis)
    await set.replace(account, only(sue))
    const bucket = (await keysOf(account)).filter((key) => key.endsWith(`:${sue.slice(0, 3)}`))
    await redis.del(bucket)

    await expect(set.find(account, sue)).rejects.toThrow(SuppressionSetUnavailable)
    await set.put(account, hashed('otto'), 'blocked')
    await expect(set.find(account, sue)).rejects.toThrow(SuppressionSetUnavailable)
  })

  it('clears away what a process that died left half filled', async () => {
    const account = freshAccount()
    let clock = new Date('2026-03-01T12:00:00Z')
    const set = redisSuppressionSet(redis, () => clock)
    const dying = async function* (): AsyncGenerator<readonly [string, ConsentStatus]> {
      await Promise.reject(new Error('killed'))
      yield [sue, 'blocked']
    }
    await expect(set.replace(account, dying())).rejects.toThrow('killed')
    clock = new Date('2026-03-01T12:59:00Z')
    await set.replace(account, only(sue))
    expect(await redis.hlen(`${baseOf(account)}:filling`)).toBe(1)
    clock = new Date('2026-03-01T13:01:00Z')
    await set.replace(account, only(sue))

    expect(await keysOf(account)).toHaveLength(4_097)
  })

  it('holds no address, nor the whole hash of one', async () => {
    const account = freshAccount()
    await redisSuppressionSet(redis).replace(account, only(sue))

    const told = await Promise.all(
      (await keysOf(account)).filter((key) => key.split(':').length > 3).map((key) => redis.hgetall(key)),
    )
    expect(told.filter((bucket) => Object.keys(bucket).length > 1)).toEqual([{ '-': '0', [sue.slice(3, 15)]: '5' }])
  })

  it('takes nothing for a hash that is none', async () => {
    const set = redisSuppressionSet(redis)

    await expect(set.put('main', 'ada@example.org', 'blocked')).rejects.toThrow(TypeError)
    await expect(set.find('main', 'ada@example.org')).rejects.toThrow(TypeError)
  })
})

describe('a million entries', () => {
  const million = 1_000_000
  const bytesUsed = async (): Promise<number> =>
    Number(/used_memory:(\d+)/.exec(await redis.info('memory'))?.[1] ?? Number.NaN)
  /** As a keyed hash spreads them, in its order, as a ledger tells them. */
  const hashes = (): readonly string[] => Array.from({ length: million }, (_none, index) => hashed(index)).toSorted()
  const all = function* (found: readonly string[]): Generator<readonly [string, ConsentStatus]> {
    for (const hash of found) yield [hash, 'unsubscribed']
  }

  it('take at most 40 bytes each, and are filled in seconds', async () => {
    const account = freshAccount()
    const set = redisSuppressionSet(redis)
    const found = hashes()
    const before = await bytesUsed()
    const startedAt = performance.now()
    await set.replace(account, all(found))
    const seconds = (performance.now() - startedAt) / 1_000
    const each = ((await bytesUsed()) - before) / million
    const bucket = (await keysOf(account)).find((key) => key.endsWith(':abc')) ?? ''

    expect(each).toBeLessThan(40)
    expect(await redis.object('ENCODING', bucket)).toBe('listpack')
    expect(seconds).toBeLessThan(20)
    expect(await set.find(account, hashed(123_456))).toBe('unsubscribed')
    expect(await set.find(account, hashed('nobody'))).toBeUndefined()
  }, 60_000)
})

it('is unavailable, soon and for every question, while Redis is away', async () => {
  const away = connectRedis('redis://127.0.0.1:1', silent)
  const set = redisSuppressionSet(away)
  const freshness = { readAt: '2026-03-01T12:00:00.000Z', tooOldAt: '2026-03-01T12:15:00.000Z' }

  try {
    await expect(set.find('main', sue)).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.put('main', sue, 'suppressed')).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.remove('main', sue)).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.renew('main', freshness)).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.freshness('main')).rejects.toThrow(SuppressionSetUnavailable)
    await expect(set.replace('main', new Map())).rejects.toThrow(SuppressionSetUnavailable)
  } finally {
    await away.close()
  }
})
