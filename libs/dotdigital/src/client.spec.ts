import { createDotdigitalSandbox, type DotdigitalSandbox, type FaultRule } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital, type DotdigitalOptions } from './client.js'
import { AnswerNotUnderstood, CredentialsRefused, PlatformUnavailable, RateLimited } from './errors.js'
import type { Rate } from './rate.js'

let sandbox: DotdigitalSandbox
let opened: Dotdigital[]
const noon = new Date('2026-11-20T12:00:10Z')

beforeEach(async () => {
  sandbox = await createDotdigitalSandbox({
    port: 0,
    user: 'apiuser',
    password: 'secret',
    now: () => noon,
    rateLimits: { high: 2 },
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

const fault = (rule: FaultRule) =>
  fetch(`${sandbox.url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([rule]),
  })

describe('the account', () => {
  it('is asked for its region where no address is configured', async () => {
    const calls: Rate[] = []
    const found = client({ url: undefined, discoveryUrl: sandbox.url, onRate: (rate) => void calls.push(rate) })

    expect(await found.account.info()).toMatchObject({ id: 1, properties: { ApiEndpoint: `${sandbox.url}/` } })
    expect(calls.map(({ remaining }) => remaining)).toEqual([1, 0])
  })

  it('is asked again where the first asking failed', async () => {
    const found = client({ url: undefined, discoveryUrl: sandbox.url })
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

describe('the rate', () => {
  it('is told after each answer, and a tier used up names its reset', async () => {
    const rates: Rate[] = []
    const dotdigital = client({ onRate: (rate) => void rates.push(rate) })
    const resetAt = new Date('2026-11-20T12:01:00Z')
    await dotdigital.contacts.byId(1001)
    await dotdigital.contacts.byId(1001)

    const failure: unknown = await dotdigital.contacts.byId(1001).catch((thrown: unknown) => thrown)

    expect(rates[0]).toEqual({ tier: 'highCallRate', limit: 2, remaining: 1, resetAt })
    expect(failure).toBeInstanceOf(RateLimited)
    expect(failure).toMatchObject({ tier: 'highCallRate', resetAt })
    await expect(dotdigital.contacts.list()).resolves.toMatchObject({ next: undefined })
  })
})

describe('a failing read', () => {
  it.each<FaultRule>([
    { do: 'status', status: 500 },
    { do: 'cut-before' },
    { do: 'cut-after' },
    { do: 'delay', delayMs: 10_000 },
  ])('may be repeated after %j', async (rule) => {
    await fault({ ...rule, times: 1 })

    await expect(client({ timeoutMs: 150 }).contacts.byId(1001)).rejects.toThrow(PlatformUnavailable)
  })

  it('is no absence where a 404 does not come from Dotdigital', async () => {
    await fault({ do: 'status', status: 404 })

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
