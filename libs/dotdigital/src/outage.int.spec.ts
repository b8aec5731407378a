import { createDotdigitalSandbox, type DotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createDotdigital, type Dotdigital } from './client.js'
import { CircuitOpen, OutcomeUnknown } from './errors.js'

/** An outage that ends in seconds of a test; in earnest a circuit rests for ten. */
const circuitRestMs = 300
const send = { to: 'jane@example.com', campaignId: 12, personalization: {} }
const world = {
  contacts: [{ email: 'jane@example.com', status: 'subscribed' }],
  campaigns: [{ id: 12, name: 'Shipped' }],
}

interface Account {
  readonly sandbox: DotdigitalSandbox
  readonly client: Dotdigital
}

const open = async (): Promise<Account> => {
  const sandbox = await createDotdigitalSandbox({ port: 0, world })
  const client = createDotdigital({ url: sandbox.url, user: 'a', password: 'b', timeoutMs: 2_000, circuitRestMs })
  return { sandbox, client }
}

const control = (account: Account, path: string, body: unknown) =>
  fetch(`${account.sandbox.url}/_sandbox${path}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
  })
const goDown = (account: Account) => control(account, '/faults', [{ do: 'status', status: 503 }])
const comeBack = (account: Account) => control(account, '/faults', [])

const callsTo = async ({ sandbox }: Account): Promise<number> =>
  ((await (await fetch(`${sandbox.url}/_sandbox/calls`)).json()) as { calls: unknown[] }).calls.length

let [one, other]: Account[] = []
const account = (): Account => {
  if (one === undefined) throw new Error('No account is open')
  return one
}

beforeEach(async () => {
  one = await open()
})

afterEach(async () => {
  for (const opened of [one, other]) {
    await opened?.client.close()
    await opened?.sandbox.stop()
  }
  other = undefined
})

/** Refusals come without any waiting, and timers would never have their turn. */
const aMoment = () => new Promise((resolve) => void setImmediate(resolve))

const trigger = ({ client }: Account): Promise<unknown> =>
  client.campaigns.trigger([send]).catch((thrown: unknown) => thrown)

const isOpenFor = (tier: 'low' | 'unlimited') => account().client.health().circuits[tier]

describe('an account that is away', () => {
  it('is asked by probes alone until it answers, and nothing more is in doubt', async () => {
    await goDown(account())
    const before = [await trigger(account()), await trigger(account()), await trigger(account())]
    expect(before.every((failure) => failure instanceof OutcomeUnknown)).toBe(true)
    expect(isOpenFor('unlimited')).toBe('open')

    const restedAt = performance.now()
    let refused = 0
    while (isOpenFor('unlimited') === 'open') {
      if ((await trigger(account())) instanceof CircuitOpen) refused += 1
      await aMoment()
    }
    expect(performance.now() - restedAt).toBeGreaterThanOrEqual(circuitRestMs - 50)
    expect(refused).toBeGreaterThan(10)
    expect(await callsTo(account())).toBeLessThanOrEqual(4)
  })

  it('has everything done once a probe is answered', async () => {
    await goDown(account())
    for (let time = 0; time < 3; time += 1) await trigger(account())
    await comeBack(account())

    await expect.poll(() => trigger(account()), { timeout: 5_000 }).toEqual([{ outcome: 'accepted' }])
    expect(isOpenFor('unlimited')).toBe('closed')
    expect(await callsTo(account())).toBe(5)
  })

  it('leaves nothing more in doubt while it stays away: what asks whether it is back is no send', async () => {
    await goDown(account())
    for (let time = 0; time < 3; time += 1) await trigger(account())
    const failures: unknown[] = []
    const deadline = performance.now() + 5_000
    while (new Set(failures.map((failure) => (failure as Error).name)).size < 2 && performance.now() < deadline) {
      failures.push(await trigger(account()))
      await aMoment()
    }

    expect(failures.filter((failure) => failure instanceof OutcomeUnknown)).toEqual([])
    expect(new Set(failures.map((failure) => (failure as { waitsFor?: string }).waitsFor))).toEqual(
      new Set(['circuit-open']),
    )
  })

  it('is probed with a single request, reads too', async () => {
    const list = () =>
      account()
        .client.contacts.list()
        .catch((thrown: unknown) => thrown)
    await goDown(account())
    for (let time = 0; time < 3; time += 1) await list()
    const before = await callsTo(account())

    await expect.poll(async () => (await list()) instanceof CircuitOpen, { timeout: 5_000 }).toBe(false)
    expect([before, await callsTo(account())]).toEqual([9, 10])
  })

  it('is tried in the tiers that were not seen to fail', async () => {
    await control(account(), '/faults', [{ do: 'status', status: 503, match: { path: '/contacts/v3' } }])
    for (let time = 0; time < 3; time += 1)
      await account()
        .client.contacts.list()
        .catch(() => undefined)

    expect([isOpenFor('low'), await trigger(account())]).toEqual(['open', [{ outcome: 'accepted' }]])
  })

  it('slows no other', async () => {
    const living = (other = await open())
    const elapsed = async (): Promise<number> => {
      const startedAt = performance.now()
      for (let time = 0; time < 100; time += 1) await living.client.contacts.byId(1001)
      return performance.now() - startedAt
    }
    await elapsed()
    const alone = await elapsed()
    await control(account(), '/faults', [{ do: 'delay', delayMs: 60_000 }])
    const dying = Promise.allSettled(Array.from({ length: 40 }, () => account().client.contacts.byId(1001)))
    const beside = await elapsed()

    expect(beside).toBeLessThan(3 * alone + 200)
    const failures = await dying
    expect(failures.every(({ status }) => status === 'rejected')).toBe(true)
    expect([isOpen(account()), isOpen(living)]).toEqual([true, false])
  })
})

const isOpen = ({ client }: Account): boolean => client.health().circuits.high === 'open'
