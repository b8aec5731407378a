import { afterEach, beforeEach, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import type { CallMade } from './connection.js'
import { CircuitOpen, QuotaExceeded } from './errors.js'
import { figuresOf } from './health.js'
import type { Tier } from './rate-tiers.js'
import { openAccount, type TestAccount } from './testing/account.js'

let account: TestAccount
let dotdigital: Dotdigital
let taken: Tier[] = []

beforeEach(async () => {
  taken = []
  account = await openAccount(
    { contacts: [{ email: 'jane@example.com', status: 'subscribed' }] },
    { rateLimits: { high: 9 } },
  )
  dotdigital = createDotdigital({
    ...{ url: account.url, user: 'apiuser', password: 'secret', retries: 0 },
    tiers: {
      take: (tier) => {
        taken.push(tier)
        return Promise.resolve(undefined)
      },
      told: () => undefined,
      exhausted: () => undefined,
    },
  })
})

afterEach(async () => {
  await dotdigital.close()
  await account.close()
})

const closed = { low: 'closed', medium: 'closed', high: 'closed', unlimited: 'closed' }
const failTimes = async (times: number): Promise<void> => {
  await account.control('/faults', [{ do: 'status', status: 503 }])
  for (let time = 0; time < times; time += 1) await dotdigital.contacts.byId(1001).catch(() => undefined)
}

it('shows what the last answer said is left of a tier, and each tier’s circuit', async () => {
  expect(dotdigital.health()).toEqual({ circuits: closed, rates: {} })
  await dotdigital.contacts.byId(1001)
  await dotdigital.contacts.byId(1001)

  const resetAt = new Date('2026-11-20T12:01:00Z')
  expect(dotdigital.health()).toEqual({
    circuits: closed,
    rates: { high: { tier: 'highCallRate', limit: 9, remaining: 7, resetAt } },
  })
})

it('tells of each call that left, its repeats too, and of none that did not', async () => {
  const calls: CallMade[] = []
  const told = createDotdigital({
    ...{ url: account.url, user: 'apiuser', password: 'secret', retries: 1 },
    onCall: (call) => calls.push(call),
  })
  await told.contacts.byId(1001)
  await account.control('/faults', [{ do: 'cut-after' }])
  for (let time = 0; time < 3; time += 1) await told.contacts.byId(1001).catch(() => undefined)
  await told.close()

  expect(calls.map(({ tier, status }) => `${tier} ${status}`)).toEqual([
    'high 200',
    ...Array.from({ length: 6 }, () => 'high undefined'),
  ])
  expect(calls.every(({ ms }) => ms > 0)).toBe(true)
})

it('shows that the hour of the flat scheme is used up, while it is', async () => {
  await account.control('/faults', [
    { do: 'status', status: 400, retryAfterSeconds: 90, body: { message: 'ERROR_APIUSAGE_EXCEEDED' } },
  ])
  const before = Date.now()
  await expect(dotdigital.contacts.byId(1001)).rejects.toThrow(QuotaExceeded)

  const { account: whole } = dotdigital.health().rates
  expect(whole).toMatchObject({ tier: 'account', limit: 2_000, remaining: 0 })
  expect((whole?.resetAt.getTime() ?? 0) - before).toBeGreaterThanOrEqual(90_000)
})

it('counts the circuits that let no call through, over all accounts', async () => {
  await failTimes(3)

  expect(dotdigital.health().circuits).toEqual({ ...closed, high: 'open' })
  expect([figuresOf([dotdigital, account.dotdigital]), figuresOf([account.dotdigital]), figuresOf([])]).toEqual([
    { circuitsOpen: 1 },
    { circuitsOpen: 0 },
    { circuitsOpen: 0 },
  ])
  expect(figuresOf([{ health: () => ({ circuits: { ...dotdigital.health().circuits, high: 'half-open' } }) }])).toEqual(
    {
      circuitsOpen: 0,
    },
  )
})

it('takes no call of its tier for what an open circuit refuses', async () => {
  await failTimes(3)

  await expect(dotdigital.contacts.byId(1001)).rejects.toThrow(CircuitOpen)
  expect(taken).toEqual(['high', 'high', 'high'])
})
