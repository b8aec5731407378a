import type { RequestListener } from 'node:http'
import { describe, expect, it } from 'vitest'
import type { Call, CallBudget } from './budget.js'
import { CredentialsRefused, MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'
import { createHarness, cut, failureOf, json, truncated } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

const orders = json({ orders: [], total_count: 0 })
const away = json({ status: 503, message: 'maintenance' }, 503)
const html: RequestListener = (_request, response) => void response.end('<html>maintenance</html>')
const window = { updated: { from: new Date('2026-03-01'), to: new Date('2026-03-02') } }

describe('repeats', () => {
  it('reads again twice unless told otherwise', async () => {
    const { url, seen } = await serveInTurn(cut, cut, orders)

    expect(await client(url, { retries: undefined }).orders.page({ offset: 0 })).toMatchObject({ total: 0 })
    expect(seen).toHaveLength(3)
  })

  it.each([
    ['a 503', away],
    ['a body cut short', truncated('{"orders":[')],
    ['a body that is no JSON', html],
  ])('reads again after %s', async (_what, fault) => {
    const { url, seen } = await serveInTurn(fault, orders)

    expect(await client(url, { retries: 1 }).orders.page({ offset: 0 })).toMatchObject({ total: 0 })
    expect(seen).toHaveLength(2)
  })

  it('gives up after its repeats, with the last failure', async () => {
    const { url, seen } = await serveInTurn(cut, away)

    await expect(client(url, { retries: 1 }).orders.page({ offset: 0 })).rejects.toThrow('OR11: Mirakl answered 503')
    expect(seen).toHaveLength(2)
  })

  it.each([
    ['429', 429, RateLimited],
    ['401', 401, CredentialsRefused],
    ['403', 403, CredentialsRefused],
    ['400', 400, RequestRefused],
    ['404', 404, RequestRefused],
  ])('never reads again after a %s', async (_name, status, failure) => {
    const { url, seen } = await serveInTurn(json({ status, message: 'no' }, status))

    await expect(client(url, { retries: 2 }).orders.page({ offset: 0 })).rejects.toThrow(failure)
    expect(seen).toHaveLength(1)
  })

  it('writes fields again, since twice is once', async () => {
    const { url, seen } = await serveInTurn(cut, json({ order_update_result: {} }))

    expect(await client(url, { retries: 1 }).customFields.write('O1-A', {})).toMatchObject({ ok: true })
    expect(seen.map(({ method }) => method)).toEqual(['PUT', 'PUT'])
  })

  it('never starts an export again, which may have begun', async () => {
    const { url, seen } = await serveInTurn(cut, json({ tracking_id: 'T1' }))

    await expect(client(url, { retries: 2 }).orderExport.start(window)).rejects.toThrow(MiraklUnavailable)
    expect(seen).toHaveLength(1)
  })

  it('ends in time, repeats and rests included', async () => {
    const { url, seen } = await serveInTurn(cut)
    const began = performance.now()

    const failure = await failureOf(client(url, { retries: 1_000, timeoutMs: 700 }).orders.page({ offset: 0 }))

    expect(failure).toBeInstanceOf(MiraklUnavailable)
    expect(performance.now() - began).toBeLessThan(1_500)
    expect(seen.length).toBeLessThan(10)
  })
})

describe('the budget', () => {
  const watching = () => {
    const calls: Call[] = []
    const told: unknown[] = []
    const budget: CallBudget = {
      allowances: {},
      take: (call) => Promise.resolve(void calls.push(call)),
      told: (operation, retryAfterMs) => void told.push([operation, retryAfterMs]),
    }
    return { budget, calls, told }
  }

  it('is asked before every request; further pages and repeats belong to the cycle', async () => {
    const { budget, calls } = watching()
    const page = json({ orders: [1], total_count: 2 })
    const { url } = await serveInTurn(cut, page, page)

    for await (const each of client(url, { budget, retries: 1 }).orders.pages({})) void each

    expect(calls).toEqual(['first', 'further', 'further'].map((part) => ({ operation: 'OR11', part })))
  })

  it('takes the pages after a token for further ones', async () => {
    const { budget, calls } = watching()
    const { url } = await serveInTurn(json({ data: [], next_page_token: 'next' }), json({ data: [] }))

    for await (const each of client(url, { budget }).returns.pages({})) void each

    expect(calls.map(({ part }) => part)).toEqual(['first', 'further'])
  })

  it('is told of a 429 and how long it asks to rest', async () => {
    const { budget, told } = watching()
    const { url } = await serveInTurn(json({}, 429, { 'retry-after': '7' }))

    await failureOf(client(url, { budget }).orders.page({ offset: 0 }))

    expect(told).toEqual([['OR11', 7_000]])
  })

  it('is told of an hour where Mirakl asks for a day, and the caller of the day', async () => {
    const { budget, told } = watching()
    const { url } = await serveInTurn(json({}, 429, { 'retry-after': '86400' }))

    await expect(client(url, { budget }).orders.page({ offset: 0 })).rejects.toMatchObject({
      retryAfterSeconds: 86_400,
    })
    expect(told).toEqual([['OR11', 3_600_000]])
  })

  it('lets a walk that another question came between begin a cycle anew, and go on within it', async () => {
    const { budget, calls } = watching()
    const { url } = await serveInTurn(json({ orders: [1], total_count: 9 }))
    const { orders: or11 } = client(url, { budget })
    const walk = or11.pages({})
    await walk.next()
    await walk.next()
    await or11.page({ offset: 0, hasIncident: true })
    await walk.next()
    await walk.next()

    expect(calls.map(({ part }) => part)).toEqual(['first', 'further', 'first', 'first', 'further'])
  })

  it('lets nothing out that it refuses, and is not told of its own refusal', async () => {
    const { budget, told } = watching()
    const { url, seen } = await serveInTurn(orders)
    const refusing = { ...budget, take: () => Promise.reject(new RateLimited('not now', 30)) }

    await expect(client(url, { budget: refusing, retries: 2 }).orders.page({ offset: 0 })).rejects.toThrow('not now')
    expect([seen, told]).toEqual([[], []])
  })
})
