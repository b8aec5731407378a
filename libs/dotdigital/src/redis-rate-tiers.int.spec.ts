import { createDotdigitalSandbox, type DotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { afterAll, afterEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import { QuotaExceeded, RateLimited } from './errors.js'
import { rateTiersContract } from './rate-tiers.contract.js'
import { redisRateTiers } from './redis-rate-tiers.js'
import { age, connectRedis, freshAccount, keysOf } from './testing/redis.js'

const silent = { info: () => undefined, warn: () => undefined }
const redis = connectRedis()
const connections = [redis]
const used: string[] = []
const newAccount = (): string => {
  const account = freshAccount()
  used.push(account)
  return account
}
const connected = () => {
  const connection = connectRedis()
  connections.push(connection)
  return connection
}

afterEach(async () => {
  const keys = (await Promise.all(used.splice(0).map((account) => keysOf(redis, account)))).flat()
  if (keys.length > 0) await redis.del(keys)
})
afterAll(() => connections.forEach((connection) => connection.disconnect()))

const noon = Date.parse('2026-11-20T12:00:00Z')
const seconds = 1_000
const rate = (remaining: number) => ({
  tier: 'lowCallRate',
  limit: 3,
  remaining,
  resetAt: new Date(noon + 60 * seconds),
})

/** Tiers of several processes, and a clock for all of them and for what Redis remembers. */
const processes = () => {
  const account = newAccount()
  let at = noon
  const now = () => new Date(at)
  return {
    account,
    now,
    open: (connection = connected()) => redisRateTiers({ redis: connection, account, log: silent, now }),
    async pass(ms: number) {
      at += ms
      await age(redis, account, ms)
    },
  }
}

const taken = async (tiers: ReturnType<typeof redisRateTiers>, count: number): Promise<number> => {
  const holds = await Promise.all(Array.from({ length: count }, () => tiers.take('low')))
  return holds.filter((hold) => hold === undefined).length
}

describe('tiers in Redis', () => {
  rateTiersContract(async () => {
    const { open, now, pass } = processes()
    return Promise.resolve({ tiers: open(redis), now, pass })
  })

  describe('as a process sees them that learns nothing itself', () => {
    rateTiersContract(async () => {
      const { open, now, pass } = processes()
      const [hearing, taking] = [open(redis), open(redis)]
      const { told, exhausted } = hearing
      return Promise.resolve({ tiers: { take: taking.take, told, exhausted }, now, pass })
    })
  })

  it('are one allowance for all processes, learned by any of them', async () => {
    const { open, pass } = processes()
    const [one, other] = [open(redis), open()]
    one.told('low', rate(2))
    await redis.ping()

    expect((await taken(other, 2)) + (await taken(one, 2))).toBe(2)
    await pass(61 * seconds)
    const both = await Promise.all([taken(one, 3), taken(other, 3)])
    expect(both[0] + both[1]).toBe(3)
  })

  it('let all processes rest where one was refused, the tier or the account', async () => {
    const { open } = processes()
    const [one, other] = [open(redis), open()]
    one.exhausted('low', 20 * seconds)
    one.exhausted('account', 5 * seconds)
    await redis.ping()

    expect(await other.take('low')).toMatchObject({ usedUp: 'low' })
    expect(await other.take('unlimited')).toMatchObject({ usedUp: 'account' })
  })

  it('have keys that say what they are about, and go when they are of no use any more', async () => {
    const { account, open } = processes()
    const tiers = open(redis)
    tiers.told('low', rate(2))
    tiers.exhausted('account', 5 * seconds)
    await redis.ping()
    const [low, all] = [`concord:dotdigital:${account}:low`, `concord:dotdigital:${account}:account`]

    expect(new Set(await keysOf(redis, account))).toEqual(new Set([low, all]))
    expect(Math.ceil((await redis.pttl(low)) / seconds)).toBe(86_400)
    expect(Math.ceil((await redis.pttl(all)) / seconds)).toBe(5)
  })

  it('are not forgotten by whoever knows them, when Redis is flushed', async () => {
    const { account, open } = processes()
    const [one, other] = [open(redis), open()]
    one.told('low', rate(2))
    await redis.ping()
    await redis.del(await keysOf(redis, account))

    expect([await taken(one, 9), await taken(other, 9)]).toEqual([2, 9])
  })
})

describe('while Redis is away', () => {
  const recording = () => {
    const lines: string[] = []
    const add = (line: string) => void lines.push(line)
    return { lines, log: { info: add, warn: add } }
  }
  const [alone, together] = ['rate tiers are of this process alone while Redis is away', 'rate tiers are shared again']

  it('the process goes by what it knows itself, says so once, and waits for Redis no more', async () => {
    const away = connectRedis('redis://127.0.0.1:1')
    connections.push(away)
    const { lines, log } = recording()
    const tiers = redisRateTiers({ redis: away, account: newAccount(), log, now: () => new Date(noon) })
    await tiers.take('low')
    tiers.told('low', rate(2))
    const startedAt = performance.now()

    expect(await taken(tiers, 200)).toBe(2)
    expect(performance.now() - startedAt).toBeLessThan(200)
    expect(lines).toEqual([alone])
  })

  it('tiers are shared again by themselves as soon as it is back', async () => {
    const own = connected()
    const { lines, log } = recording()
    const account = newAccount()
    const tiers = redisRateTiers({ redis: own, account, log, now: () => new Date(noon) })
    own.disconnect()
    await tiers.take('low')
    await own.connect()

    await expect.poll(() => tiers.take('high').then(() => lines)).toEqual([alone, together])
    tiers.told('low', rate(2))
    await own.ping()
    expect(await keysOf(redis, account)).toEqual([`concord:dotdigital:${account}:low`])
  })
})

describe('clients of one account in several processes', () => {
  let sandbox: DotdigitalSandbox
  let clients: readonly Dotdigital[] = []
  afterEach(async () => {
    await Promise.all(clients.map((client) => client.close()))
    await sandbox.stop()
  })

  const start = async (settings: object) => {
    const { open, now, pass } = processes()
    sandbox = await createDotdigitalSandbox({ port: 0, now: () => new Date(noon), settings })
    const account = { url: sandbox.url, user: 'apiuser', password: 'secret', now }
    clients = [1, 2, 3, 4].map(() => createDotdigital({ ...account, tiers: open() }))
    return { pass }
  }
  const control = (path: string, body?: unknown) =>
    fetch(`${sandbox.url}/_sandbox${path}`, {
      method: body === undefined ? 'DELETE' : 'POST',
      headers: { 'content-type': 'application/json' },
      body: body === undefined ? null : JSON.stringify(body),
    })
  const statuses = async (): Promise<readonly number[]> => {
    const answer = await fetch(`${sandbox.url}/_sandbox/calls`)
    return ((await answer.json()) as { calls: { status: number }[] }).calls.map(({ status }) => status)
  }
  /** Each client asks so many times at once; answers why calls failed. */
  const all = async (times: number): Promise<readonly unknown[]> => {
    const asked = clients.flatMap((client) => Array.from({ length: times }, () => client.contacts.list()))
    return (await Promise.allSettled(asked)).flatMap((one) =>
      one.status === 'rejected' ? [one.reason as unknown] : [],
    )
  }

  it('use up one minute’s calls together, minute by minute, and none is refused once the limit is known', async () => {
    const { pass } = await start({ rateLimits: { low: 30 } })
    await clients[0]?.contacts.list()
    await redis.ping()

    for (const calls of [29, 30, 30]) {
      await control('/calls')
      const failures = await all(20)

      expect(await statuses()).toEqual(Array.from({ length: calls }, () => 200))
      expect(failures.filter((failure) => failure instanceof RateLimited)).toHaveLength(80 - calls)
      await control('/clock', { advanceSeconds: 60 })
      await pass(61 * seconds)
    }
  })

  it('rest together where the calls of the hour are used up', async () => {
    await start({ scheme: 'hourly', callsPerHour: 5 })
    for (let call = 0; call < 6; call += 1) await clients[0]?.contacts.list().catch(() => undefined)
    await redis.ping()
    await control('/calls')

    expect(await all(3)).toEqual(Array.from({ length: 12 }, () => expect.any(QuotaExceeded) as unknown))
    expect(await statuses()).toEqual([])
  })
})
