import { randomUUID } from 'node:crypto'
import { Redis } from 'ioredis'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import type { Persona } from './allowances.js'
import { callBudgetContract } from './budget.contract.js'
import { RateLimited } from './errors.js'
import { instanceOf, redisBudget } from './redis-budget.js'

const silent = { info: () => undefined, warn: () => undefined }
const connect = (url = process.env['REDIS_URL'] ?? ''): Redis => {
  const redis = new Redis(url, { maxRetriesPerRequest: 1, commandTimeout: 1_000 })
  redis.on('error', () => undefined)
  return redis
}
const [redis, second] = [connect(), connect()]
const used: string[] = []
const freshInstance = (): string => {
  const instance = `test-${randomUUID()}.example/acme`
  used.push(instance)
  return instance
}
const keysOf = (instance: string): Promise<string[]> => redis.keys(`concord:mirakl:${instance}:*`)
afterEach(async () => {
  const keys = (await Promise.all(used.splice(0).map(keysOf))).flat()
  if (keys.length > 0) await redis.del(keys)
})
afterAll(() => {
  redis.disconnect()
  second.disconnect()
})

/** Time cannot pass in Redis, so what it remembers is made older instead. */
const age = async (instance: string, ms: number): Promise<void> => {
  for (const key of await keysOf(instance)) {
    const { begun = '', restsUntil } = await redis.hgetall(key)
    const instants = begun.split(',').filter((text) => text !== '')
    const aged = {
      begun: instants.map((instant) => Number(instant) - ms).join(','),
      restsUntil: Number(restsUntil ?? 0) - ms,
    }
    await redis.hset(key, aged)
    await redis.pexpire(key, (await redis.pttl(key)) - ms)
  }
}

const budgets = (persona: Persona, log = silent) => {
  const instance = freshInstance()
  let at = 0
  const common = { instance, persona, log, now: () => new Date(at) }
  return {
    instance,
    budget: redisBudget({ ...common, redis }),
    other: redisBudget({ ...common, redis: second }),
    async pass(ms: number) {
      at += ms
      await age(instance, ms)
    },
  }
}

const orders = { operation: 'OR11', part: 'first' } as const
const seconds = 1_000

describe('a budget in Redis', () => {
  callBudgetContract(async (persona) => budgets(persona))

  it('has keys that say what they are about, and go when they say nothing any more', async () => {
    const { instance, budget } = budgets('default')
    await budget.take(orders)
    const key = `concord:mirakl:${instance}:OR11`

    expect(await keysOf(instance)).toEqual([key])
    expect(await redis.pttl(key)).toBeGreaterThan(59 * seconds)
    expect(await redis.pttl(key)).toBeLessThanOrEqual(60 * seconds)

    budget.told('OR11', 90 * seconds)
    await expect(budget.take(orders)).rejects.toThrow(RateLimited)
    expect(await redis.pttl(key)).toBeGreaterThan(89 * seconds)
  })

  it('names an instance by host and path', () => {
    expect(instanceOf('https://acme-prod.mirakl.net/')).toBe('acme-prod.mirakl.net')
    expect(instanceOf('http://127.0.0.1:8091/north')).toBe('127.0.0.1:8091/north')
  })

  it('gives a replica no second call after a flush, and another one at most one early', async () => {
    const { instance, budget, other } = budgets('default')
    await budget.take(orders)
    await redis.del(await keysOf(instance))

    await expect(budget.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 60 })
    await other.take(orders)
    await expect(other.take(orders)).rejects.toThrow(RateLimited)
  })

  it('obeys a 429 after a flush', async () => {
    const { instance, budget } = budgets('default')
    budget.told('OR11', 90 * seconds)
    await redis.del(`concord:mirakl:${instance}:OR11`)

    await expect(budget.take(orders)).rejects.toMatchObject({ retryAfterSeconds: 90 })
  })
})

describe('while Redis is away', () => {
  const recording = () => {
    const lines: string[] = []
    const add = (line: string) => void lines.push(line)
    return { lines, log: { info: add, warn: add } }
  }

  it('the process keeps to the allowance alone, and says so once', async () => {
    const away = connect('redis://127.0.0.1:1')
    const { lines, log } = recording()
    const budget = redisBudget({ redis: away, instance: freshInstance(), persona: 'default', log })
    try {
      await budget.take(orders)
      const many = await Promise.allSettled([1, 2, 3].map(() => budget.take({ operation: 'RT11', part: 'first' })))
      expect(many.filter(({ status }) => status === 'fulfilled')).toHaveLength(1)
      await expect(budget.take(orders)).rejects.toThrow(RateLimited)
      budget.told('S20', 30 * seconds)
      await expect(budget.take({ operation: 'S20', part: 'first' })).rejects.toMatchObject({ retryAfterSeconds: 30 })
      expect(lines).toEqual(['the call budget is of this process alone while Redis is away'])
    } finally {
      away.disconnect()
    }
  })

  it('it is shared again by itself as soon as Redis is back', async () => {
    const own = connect()
    const { lines, log } = recording()
    const instance = freshInstance()
    const budget = redisBudget({ redis: own, instance, persona: 'default', log })
    own.disconnect()
    await budget.take(orders)
    await own.connect()
    await budget.take({ operation: 'RT11', part: 'first' })

    expect(lines).toHaveLength(2)
    expect(lines[1]).toBe('the call budget is shared again')
    expect(await keysOf(instance)).toEqual([`concord:mirakl:${instance}:RT11`])
    own.disconnect()
  })
})
