import { createDotdigitalSandbox, type DotdigitalSandbox, type FaultRule } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital, type DotdigitalOptions } from './client.js'
import { AnswerNotUnderstood, CredentialsRefused, PlatformUnavailable, QuotaExceeded, RateLimited } from './errors.js'
import { memoryRateTiers } from './memory-rate-tiers.js'
import type { Rate } from './rate.js'
import type { Hold, RateTiers, Tier } from './rate-tiers.js'

let sandbox: DotdigitalSandbox
let opened: Dotdigital[]
const noon = new Date('2026-11-20T12:00:10Z')

beforeEach(async () => {
  sandbox = await createDotdigitalSandbox({
    port: 0,
    user: 'apiuser',
    password: 'secret',
    now: () => noon,
    settings: { rateLimits: { high: 2 } },
    world: { contacts: [{ email: 'jane@example.com', status: 'subscribed' }] },
  })
  opened = []
})

afterEach(async () => {
  for (const one of opened) await one.close()
  await sandbox.stop()
})

const client = (options: Partial<DotdigitalOptions> = {}): Dotdigital => {
  const one = createDotdigital({ url: sandbox.url, user: 'apiuser', password: 'secret', ...options })
  opened.push(one)
  return one
}

/** Lets everything through that it has no hold for, and remembers what it was asked and told. */
const watchedTiers = (holds: (Hold | undefined)[] = []) => {
  const asked: Tier[] = []
  const told: (readonly [Tier, Rate])[] = []
  const exhausted: (readonly [Tier | 'account', number])[] = []
  const tiers: RateTiers = {
    take: (tier) => {
      asked.push(tier)
      return Promise.resolve(holds.shift())
    },
    told: (tier, rate) => void told.push([tier, rate]),
    exhausted: (which, restMs) => void exhausted.push([which, restMs]),
  }
  return { tiers, asked, told, exhausted }
}

const fault = (rule: FaultRule) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([rule]),
  })

/** What the account answered so far. */
const calls = async (): Promise<readonly number[]> => {
  const answer = await fetch(`${sandbox.url}/_sandbox/calls`)
  return ((await answer.json()) as { calls: { status: number }[] }).calls.map(({ status }) => status)
}

describe('the account', () => {
  it('is asked for its region where no address is configured', async () => {
    const { tiers, told } = watchedTiers()
    const found = client({ url: undefined, discoveryUrl: sandbox.url, tiers })

    expect(await found.account.info()).toMatchObject({ id: 1, properties: { ApiEndpoint: `${sandbox.url}/` } })
    expect(told.map(([, { remaining }]) => remaining)).toEqual([1, 0])
  })

  it('is asked again where the first asking failed', async () => {
    const found = client({ url: undefined, discoveryUrl: sandbox.url, retries: 0 })
    await fault({ do: 'status', status: 503, times: 1 })

    await expect(found.contacts.byId(1001)).rejects.toThrow(PlatformUnavailable)
    await expect(found.contacts.byId(1001)).resolves.toMatchObject({ contactId: 1001 })
  })

  it('tells its time', async () => {
    expect(await client().account.serverTime()).toBe(noon.toISOString())
  })

  it('refuses other credentials, on both versions of its API', async () => {
    const stranger = client({ password: 'other' })

    await expect(stranger.account.info()).rejects.toThrow(CredentialsRefused)
    await expect(stranger.contacts.byId(1001)).rejects.toThrow(CredentialsRefused)
  })
})

describe('the tiers', () => {
  const resetAt = new Date('2026-11-20T12:01:00Z')

  it('are asked before each call, told after it, and told when one is used up', async () => {
    const { tiers, asked, told, exhausted } = watchedTiers()
    const dotdigital = client({ tiers, now: () => noon })
    await dotdigital.contacts.byId(1001)
    await dotdigital.contacts.byId(1001)

    const failure: unknown = await dotdigital.contacts.byId(1001).catch((thrown: unknown) => thrown)

    expect(asked).toEqual(['high', 'high', 'high'])
    expect(told[0]).toEqual(['high', { tier: 'highCallRate', limit: 2, remaining: 1, resetAt }])
    expect(failure).toBeInstanceOf(RateLimited)
    expect(failure).toMatchObject({ tier: 'highCallRate', resetAt })
    expect(exhausted).toEqual([['high', 51_000]])
    await expect(dotdigital.contacts.list()).resolves.toMatchObject({ next: undefined })
  })

  it('refuse what Dotdigital would, and say when to come again', async () => {
    const dotdigital = client({ tiers: memoryRateTiers(() => noon) })
    await dotdigital.contacts.byId(1001)
    await dotdigital.contacts.byId(1001)
    const failure: unknown = await dotdigital.contacts.byId(1001).catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(RateLimited)
    expect(failure).toMatchObject({ retryAfterMs: 51_000 })
    await expect(dotdigital.contacts.list()).resolves.toMatchObject({ next: undefined })
    expect(await calls()).toEqual([200, 200, 200])
  })

  it('say so where the calls of the hour are used up', async () => {
    const { tiers } = watchedTiers([{ waitMs: 30_000, usedUp: 'account' }])
    const failure: unknown = await client({ tiers })
      .contacts.byId(1001)
      .catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(QuotaExceeded)
    expect(failure).toMatchObject({ retryAfterMs: 30_000 })
    expect(await calls()).toEqual([])
  })

  it('are waited for only as long as is configured', async () => {
    const hold = { waitMs: 20, usedUp: 'high' } as const
    const patient = watchedTiers([hold, hold])
    const impatient = watchedTiers([hold, hold])

    await client({ tiers: patient.tiers, tierWaitMs: 5_000 }).contacts.byId(1001)
    await expect(client({ tiers: impatient.tiers, tierWaitMs: 19 }).contacts.byId(1001)).rejects.toThrow(RateLimited)
    expect([patient.asked.length, impatient.asked.length]).toEqual([3, 1])
  })

  it('have the last word on a repeat', async () => {
    const { tiers, asked, exhausted } = watchedTiers([undefined, { waitMs: 20, usedUp: 'low' }])
    await fault({ do: 'status', status: 502 })

    await expect(client({ tiers }).contacts.list()).rejects.toThrow(PlatformUnavailable)
    expect([asked.length, exhausted.length, await calls()]).toEqual([2, 0, [502]])
  })

  it('rest as long as Retry-After says', async () => {
    const { tiers, exhausted } = watchedTiers()
    await fault({ do: 'status', status: 429, retryAfterSeconds: 67 })

    await expect(client({ tiers, now: () => noon }).contacts.byId(1001)).rejects.toThrow(RateLimited)
    expect(exhausted).toEqual([['high', 67_000]])
  })

  it('are not used up where the slots for imports are', async () => {
    const { tiers, exhausted } = watchedTiers()
    await fault({ do: 'status', status: 429, times: 1, body: { errorCode: 'contacts:tooManyActiveImports' } })
    const importing = () => client({ tiers }).contacts.import([{ contactId: 1001, dataFields: {} }])
    const failure: unknown = await importing().catch((thrown: unknown) => thrown)

    expect(failure).toMatchObject({ code: 'dotdigital-job-slots-taken', waitsFor: 'quota' })
    expect(exhausted).toEqual([])
    await expect(importing()).resolves.toEqual(expect.any(String))
  })

  it('are told where the calls of the hour are used up, whatever was asked', async () => {
    const { tiers, exhausted } = watchedTiers()
    await fault({ do: 'status', status: 400, body: { message: 'Too many calls. ERROR_APIUSAGE_EXCEEDED' } })

    await expect(client({ tiers }).contacts.byId(1001)).rejects.toThrow(QuotaExceeded)
    expect(exhausted).toEqual([['account', 61_000]])
  })
})

describe('a failing read', () => {
  const broken: readonly FaultRule[] = [
    { do: 'status', status: 500 },
    { do: 'cut-before' },
    { do: 'cut-after' },
    { do: 'truncate' },
  ]

  it.each<FaultRule>([...broken, { do: 'delay', delayMs: 10_000 }])('is a matter of time after %j', async (rule) => {
    await fault({ ...rule, times: 1 })

    await expect(client({ timeoutMs: 150, retries: 0 }).contacts.byId(1001)).rejects.toThrow(PlatformUnavailable)
  })

  it.each(broken)('is repeated after %j, and asks its tier again', async (rule) => {
    const { tiers, asked } = watchedTiers()
    await fault({ ...rule, times: 2 })

    await expect(client({ tiers }).contacts.list()).resolves.toMatchObject({ contacts: [{ contactId: 1001 }] })
    expect(asked).toEqual(['low', 'low', 'low'])
  })

  it('is given up after two repeats, or as many as are configured', async () => {
    await fault({ do: 'status', status: 502 })
    const twice = watchedTiers()
    const once = watchedTiers()

    await expect(client({ tiers: twice.tiers }).contacts.list()).rejects.toThrow(PlatformUnavailable)
    await expect(client({ tiers: once.tiers, retries: 1 }).contacts.list()).rejects.toThrow(PlatformUnavailable)
    expect([twice.asked.length, once.asked.length]).toEqual([3, 2])
  })

  it.each<FaultRule>([
    { do: 'status', status: 429 },
    { do: 'status', status: 401 },
    { do: 'status', status: 400 },
    { do: 'status', status: 503, retryAfterSeconds: 2 },
    { do: 'status', status: 200, body: { unknown: 1 } },
    { do: 'delay', delayMs: 10_000 },
  ])('is not repeated after %j', async (rule) => {
    const { tiers, asked } = watchedTiers()
    await fault({ ...rule, times: 1 })

    await expect(client({ tiers, timeoutMs: 150 }).contacts.list()).rejects.toThrow()
    expect(asked).toHaveLength(1)
  })

  it('is no absence where a 404 does not come from Dotdigital', async () => {
    await fault({ do: 'status', status: 404, body: 'No such page' })

    await expect(client().contacts.byId(1001)).rejects.toThrow()
  })

  it('is told apart where the answer is not what it should be', async () => {
    await fault({ do: 'status', status: 200, body: { name: 'jane@example.com' } })

    const failure: unknown = await client()
      .contacts.byId(1001)
      .catch((thrown: unknown) => thrown)

    expect(failure).toBeInstanceOf(AnswerNotUnderstood)
    expect(JSON.stringify(failure) + String((failure as Error).cause)).not.toContain('jane')
  })

  it('tells of a status nobody has thought about, and counts it as blocked', async () => {
    const told: string[] = []
    const body = { contactId: 1, created: '', updated: '', channelProperties: { email: { status: 'frozen' } } }
    await fault({ do: 'status', status: 200, body })

    const contact = await client({ onUnknownStatus: (word) => void told.push(word) }).contacts.byId(1)

    expect(contact).toMatchObject({ status: 'blocked', vendorStatus: 'frozen' })
    expect(new Set(told)).toEqual(new Set(['frozen']))
  })
})

describe('a failing deletion', () => {
  it('is repeated, and what the unanswered one had deleted counts as done', async () => {
    const { tiers, asked } = watchedTiers()
    await fault({ do: 'cut-after', times: 1, match: { method: 'DELETE' } })

    await expect(client({ tiers }).contacts.delete(1001)).resolves.toBeUndefined()
    expect(asked).toEqual(['medium', 'medium'])
  })
})

describe('a failing write', () => {
  it.each([
    [
      'POST',
      ['medium'],
      (one: Dotdigital) => one.contacts.create({ email: 'new@example.com', status: 'unsubscribed' }),
    ],
    ['PUT', ['low'], (one: Dotdigital) => one.contacts.import([{ contactId: 1001, dataFields: {} }])],
    ['PATCH', ['high', 'medium'], (one: Dotdigital) => one.contacts.update({ contactId: 1001, dataFields: {} })],
  ] as const)('is not repeated where it is a %s', async (method, tiersAsked, write) => {
    const { tiers, asked } = watchedTiers()
    await fault({ do: 'status', status: 503, match: { method } })

    await expect(write(client({ tiers }))).rejects.toThrow(PlatformUnavailable)
    expect(asked).toEqual(tiersAsked)
  })
})

describe('what only has to come again', () => {
  it.each([
    ['a tier that is used up', { status: 429 }, 'quota'],
    ['an hour that is used up', { status: 400, body: { message: 'Too many. ERROR_APIUSAGE_EXCEEDED' } }, 'quota'],
    ['a platform that says when', { status: 503, retryAfterSeconds: 2 }, 'circuit-open'],
    ['a platform that is away', { status: 503 }, undefined],
    ['credentials that are refused', { status: 401 }, undefined],
  ] as const)('says what it waits for: %s', async (_what, answer, waitsFor) => {
    await fault({ do: 'status', ...answer })
    const failure: unknown = await client({ retries: 0 })
      .contacts.byId(1001)
      .catch((thrown: unknown) => thrown)

    expect((failure as { waitsFor?: string }).waitsFor).toBe(waitsFor)
  })
})
