import { createMiraklSandbox, tinyWorld, type MiraklSandbox } from '@concord/sandbox-mirakl'
import { beforeEach, describe, expect, it } from 'vitest'
import { CredentialsRefused, MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'
import { parseOrder } from './parse-order.js'
import { createHarness, failureOf } from './testing/harness.js'

const { client, closing } = createHarness()

const allOf = async <T>(pages: AsyncIterable<{ readonly items: readonly T[] }>) => {
  const sizes: number[] = []
  const items: T[] = []
  for await (const page of pages) {
    sizes.push(page.items.length)
    items.push(...page.items)
  }
  return { sizes, items }
}

const idsOf = (items: readonly unknown[], key: string) =>
  new Set(items.map((item) => (item as Record<string, unknown>)[key]))

describe('against the sandbox', () => {
  let sandbox: MiraklSandbox
  let acme: string

  beforeEach(async () => {
    sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld({ orders: 230, shops: 120, returns: 250 }) })
    acme = `${sandbox.url}/acme`
    closing(() => sandbox.stop())
  })

  const control = async (path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
    return (await response.json()) as Record<string, { path: string; query: string }[]>
  }
  const spoil = (fault: object, path = '/acme/api') => control('faults', [{ match: { path }, times: 1, ...fault }])
  const queries = async () =>
    (await control('calls'))['calls']?.map(({ query }) => Object.fromEntries(new URLSearchParams(query))) ?? []

  it('walks all pages of more than 200 orders, each order once', async () => {
    const { sizes, items } = await allOf(client(acme).orders.pages({}))

    expect(sizes).toEqual([100, 100, 30])
    expect(idsOf(items, 'order_id').size).toBe(230)
    expect(await queries()).toMatchObject([
      { max: '100', offset: '0' },
      { max: '100', offset: '100' },
      { offset: '200' },
    ])
  })

  it('reads orders updated since an instant, a minute of overlap included', async () => {
    const page = await client(acme).orders.page({ updatedSince: new Date('2026-03-01T03:49:00Z'), offset: 0 })

    expect(idsOf(page.items, 'order_id')).toEqual(new Set(['O228-A', 'O229-A', 'O230-A']))
    expect(page).toMatchObject({ total: 3, next: undefined })
  })

  it('reads 100 orders by id in one call, and refuses to ask for 101', async () => {
    const ids = Array.from({ length: 101 }, (_, index) => `O${String(index + 1)}-A`)
    const { orders } = client(acme)

    expect((await orders.page({ ids: ids.slice(0, 100), offset: 0 })).items).toHaveLength(100)
    await expect(orders.page({ ids, offset: 0 })).rejects.toThrow(RangeError)
    expect(await queries()).toHaveLength(1)
  })

  it('reads the orders of a checkout, and of a customer', async () => {
    const { orders } = client(acme)

    expect((await orders.page({ commercialIds: ['O1', 'O2'], offset: 0 })).total).toBe(2)
    expect((await orders.page({ customerIds: ['nobody@example.com'], offset: 0 })).total).toBe(0)
    expect(await queries()).toMatchObject([{ commercial_ids: 'O1,O2' }, { customer_ids: 'nobody@example.com' }])
  })

  it('refuses an id with a comma, which would find others', async () => {
    await expect(client(acme).orders.page({ customerIds: ['a,b'], offset: 0 })).rejects.toThrow(RangeError)
    expect(await queries()).toEqual([])
  })

  it('asks nothing and finds nothing for no ids, rather than everything', async () => {
    expect(await client(acme).orders.page({ ids: [], offset: 0 })).toEqual({ items: [], total: 0 })
    expect(await queries()).toEqual([])
  })

  it('reads only orders with an incident', async () => {
    expect(await client(acme).orders.page({ hasIncident: true, offset: 0 })).toMatchObject({ items: [], total: 0 })
    expect(await queries()).toMatchObject([{ has_incident: 'true' }])
  })

  it('sweeps all shops', async () => {
    expect((await allOf(client(acme).sellers.pages())).sizes).toEqual([100, 20])
  })

  it('walks returns by token alone once it has one', async () => {
    const since = new Date('2026-03-01T00:01:00Z')
    const { sizes, items } = await allOf(client(acme).returns.pages({ updatedSince: since }))

    expect([sizes, idsOf(items, 'id').size]).toEqual([[100, 100, 50], 250])
    expect((await queries()).map((query) => Object.keys(query))).toEqual([
      ['limit', 'return_last_updated_from'],
      ['page_token'],
      ['page_token'],
    ])
  })

  it('tells the time zone and how orders may go', async () => {
    expect(await client(acme).platform()).toMatchObject({
      timezone: 'Europe/Paris',
      orderTaxMode: 'TAX_INCLUDED',
      workflows: { acceptance: expect.any(String) as string },
    })
  })

  it.each(['raw', 'bearer'] as const)('is let in with a %s key', async (scheme) => {
    expect(
      (await client(acme, { credentials: { apiKey: 'operator-key', scheme } }).orders.page({ offset: 0 })).total,
    ).toBe(230)
  })

  it('gets the seller view with a seller key', async () => {
    const { items } = await client(acme, { credentials: { apiKey: 'seller-key', scheme: 'raw' } }).orders.page({
      offset: 0,
    })

    expect(parseOrder(items[0])).toMatchObject({ ok: true, order: { view: 'seller', customer: { email: undefined } } })
  })

  it.each(['status', 'code'])('refuses a wrong key, whichever the body (%s), and never says the key', async (shape) => {
    await control('settings', { errorShape: shape })
    const { orders } = client(acme, { credentials: { apiKey: 'hunter2', scheme: 'raw' } })
    const failure = await failureOf(orders.page({ offset: 0 }))

    expect(failure).toBeInstanceOf(CredentialsRefused)
    expect(String(failure)).toBe('CredentialsRefused: OR11: Mirakl refused the credentials (401)')
  })

  it('hands on how long a 429 asks to wait, and a minute where it does not say', async () => {
    await spoil({ do: 'status', status: 429, retryAfterSeconds: 7 })
    await expect(client(acme).orders.page({ offset: 0 })).rejects.toMatchObject({ retryAfterSeconds: 7 })
    await spoil({ do: 'status', status: 429 })
    const failure = await failureOf(client(acme).orders.page({ offset: 0 }))

    expect(failure).toBeInstanceOf(RateLimited)
    expect(failure).toMatchObject({ retryAfterSeconds: 60 })
  })

  it.each([
    ['a 500', { do: 'status', status: 503 }],
    ['a cut connection', { do: 'cut-before' }],
    ['a truncated body', { do: 'truncate' }],
    ['a late answer', { do: 'delay', delayMs: 3_000 }],
  ])('calls %s unavailable', async (_name, fault) => {
    await spoil(fault)
    await expect(client(acme, { timeoutMs: 500 }).orders.page({ offset: 0 })).rejects.toThrow(MiraklUnavailable)
  })

  it.each([
    ['a 503', { do: 'status', status: 503 }],
    ['a cut connection', { do: 'cut-before' }],
    ['a truncated body', { do: 'truncate' }],
  ])('reads on after %s where it may repeat', async (_name, fault) => {
    await spoil(fault)

    expect((await client(acme, { retries: 1 }).orders.page({ offset: 0 })).total).toBe(230)
  })

  it('calls a wrong path refused', async () => {
    await expect(client(`${sandbox.url}/nobody`).orders.page({ offset: 0 })).rejects.toThrow(RequestRefused)
  })
})
