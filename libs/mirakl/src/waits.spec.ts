import { beforeEach, describe, expect, it } from 'vitest'
import { allowancesOf } from './allowances.js'
import { memoryBudget } from './memory-budget.js'
import { CredentialsRefused, MiraklUnavailable, RateLimited } from './errors.js'
import { createHarness, cut, json } from './testing/harness.js'
import { allowanceWaits, type Waits } from './waits.js'

const minuteMs = 60_000
const longestRestMs = 60 * minuteMs

describe('a wait for an allowance', () => {
  let clock = 0
  let waits: Waits
  beforeEach(() => {
    clock = 0
    waits = allowanceWaits({ allowances: allowancesOf('default'), longestRestMs, now: () => clock })
  })

  const heldBack = (retryAfterSeconds = 60) =>
    waits.noting('OR11', () => Promise.reject(new RateLimited('not now', retryAfterSeconds))).catch(() => undefined)
  const waitedMs = () => waits.seen().map(({ waitingMs }) => waitingMs)

  it('lasts from the first call that is held back to the next that is let through', async () => {
    await heldBack()
    clock += minuteMs
    await heldBack()
    clock += minuteMs

    expect(waits.seen()).toEqual([{ operation: 'OR11', perCallMs: minuteMs, waitingMs: 2 * minuteMs }])
    await waits.noting('OR11', () => Promise.resolve())
    clock += minuteMs
    expect(waitedMs()).toEqual([0])
    await heldBack()
    clock += 1
    expect(waitedMs()).toEqual([1])
  })

  it.each([new MiraklUnavailable('cut'), new CredentialsRefused('who?')])(
    'ends with a call that was let through and failed: $name',
    async (failure) => {
      await heldBack()
      clock += minuteMs
      await waits.noting('OR11', () => Promise.reject(failure)).catch(() => undefined)

      expect(waitedMs()).toEqual([0])
    },
  )

  it('is over where nobody comes back for long after the time that was told', async () => {
    await heldBack(60)
    clock += 6 * minuteMs
    expect(waitedMs()).toEqual([6 * minuteMs])
    clock += 1
    expect(waitedMs()).toEqual([0])

    await heldBack(60)
    clock += minuteMs
    expect(waitedMs()).toEqual([minuteMs])
  })

  it('of a day is asked about again each hour, and goes on', async () => {
    await heldBack(86_400)
    clock += longestRestMs
    await heldBack(86_400)
    clock += longestRestMs + 5 * minuteMs

    expect(waitedMs()).toEqual([2 * longestRestMs + 5 * minuteMs])
  })

  it('is shown with what the operation allows, and nothing where no limit is documented', async () => {
    for (const operation of ['OR31', 'S20'] as const) await waits.noting(operation, () => Promise.resolve())

    expect(waits.seen()).toEqual([
      { operation: 'OR31', perCallMs: 200, waitingMs: 0 },
      { operation: 'S20', perCallMs: 0, waitingMs: 0 },
    ])
  })
})

describe('a client', () => {
  const { client, serveInTurn } = createHarness()
  const orders = json({ orders: [], total_count: 0 })

  it('tells of each call that left and how it was answered, and of none that its budget held back', async () => {
    const { url } = await serveInTurn(cut, orders, json({ message: 'no' }, 403))
    const calls: string[] = []
    const asking = client(url, {
      retries: 1,
      budget: memoryBudget({ persona: 'default', now: () => new Date() }),
      onCall: ({ operation, status, ms }) => calls.push(`${operation} ${status} ${ms > 0}`),
    })
    await asking.orders.page({ offset: 0 })
    await expect(asking.orders.page({ offset: 0 })).rejects.toThrow(RateLimited)
    await expect(asking.platform()).rejects.toThrow(CredentialsRefused)

    expect(calls).toEqual(['OR11 undefined true', 'OR11 200 true', 'PC01 403 true'])
    expect(asking.waits()).toEqual([
      { operation: 'OR11', perCallMs: minuteMs, waitingMs: expect.any(Number) },
      { operation: 'PC01', perCallMs: 0, waitingMs: 0 },
    ])
  })

  it('waits from a 429 on', async () => {
    const { url } = await serveInTurn(json({ message: 'slow down' }, 429), orders)
    const asking = client(url)
    await expect(asking.orders.page({ offset: 0 })).rejects.toThrow(RateLimited)

    expect(asking.waits()).toMatchObject([{ operation: 'OR11', waitingMs: expect.any(Number) }])
    expect(asking.waits()[0]?.waitingMs).toBeGreaterThan(0)
    await asking.orders.page({ offset: 0 })
    expect(asking.waits()).toMatchObject([{ waitingMs: 0 }])
  })

  it('tells of the call for a token, too', async () => {
    const { url } = await serveInTurn(json({ error: 'invalid_client' }, 401))
    const calls: unknown[] = []
    const asking = client(url, {
      credentials: { clientId: 'a', clientSecret: 'b', tokenUrl: `${url}token` },
      onCall: ({ operation, status }) => calls.push([operation, status]),
    })
    await expect(asking.orders.page({ offset: 0 })).rejects.toThrow(CredentialsRefused)

    expect(calls).toEqual([['OAuth', 401]])
  })
})
