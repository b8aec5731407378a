import { createServer, type RequestListener, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createMiraklSandbox, tinyWorld, type MiraklSandbox } from '@concord/sandbox-mirakl'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createMirakl, type Mirakl, type MiraklOptions } from './client.js'
import { CredentialsRefused, MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'
import { parseOrder } from './parse-order.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const client = (url: string, options: Partial<MiraklOptions> = {}): Mirakl => {
  const mirakl = createMirakl({
    url,
    apiKey: 'operator-key',
    scheme: 'raw',
    view: 'operator',
    timeoutMs: 5_000,
    ...options,
  })
  closing.push(() => mirakl.close())
  return mirakl
}

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
    closing.push(() => sandbox.stop())
  })

  const control = async (path: string, body?: unknown) => {
    const response = await fetch(`${sandbox.url}/_sandbox/${path}`, {
      ...(body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }),
      headers: { 'content-type': 'application/json' },
    })
    return (await response.json()) as Record<string, { path: string; query: Record<string, string> }[]>
  }
  const spoil = (fault: object, path = '/acme/api') => control('faults', [{ match: { path }, times: 1, ...fault }])
  const queries = async () => (await control('calls'))['calls']?.map(({ query }) => query) ?? []

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

  it('tells the time zone', async () => {
    expect(await client(acme).platform()).toEqual({ timezone: 'Europe/Paris' })
  })

  it.each(['raw', 'bearer'] as const)('is let in with a %s key', async (scheme) => {
    expect((await client(acme, { scheme }).orders.page({ offset: 0 })).total).toBe(230)
  })

  it('gets the seller view with a seller key', async () => {
    const { items } = await client(acme, { apiKey: 'seller-key', view: 'seller' }).orders.page({ offset: 0 })

    expect(parseOrder(items[0])).toMatchObject({ ok: true, order: { view: 'seller', customer: { email: undefined } } })
  })

  it.each(['status', 'code'])('refuses a wrong key, whichever the body (%s), and never says the key', async (shape) => {
    await control('error-shape', { shape })
    const failure: unknown = await client(acme, { apiKey: 'hunter2' })
      .orders.page({ offset: 0 })
      .catch((e: unknown) => e)

    expect(failure).toBeInstanceOf(CredentialsRefused)
    expect(String(failure)).toBe('CredentialsRefused: OR11: Mirakl refused the credentials (401)')
  })

  it('hands on how long a 429 asks to wait, and a minute where it does not say', async () => {
    await spoil({ do: 'status', status: 429, retryAfter: 7 })
    await expect(client(acme).orders.page({ offset: 0 })).rejects.toMatchObject({ retryAfterSeconds: 7 })
    await spoil({ do: 'status', status: 429 })
    const failure: unknown = await client(acme)
      .orders.page({ offset: 0 })
      .catch((e: unknown) => e)

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

  it('does not retry', async () => {
    await spoil({ do: 'status', status: 500 })
    await client(acme)
      .orders.page({ offset: 0 })
      .catch(() => undefined)

    expect(await queries()).toHaveLength(1)
  })

  it('calls a wrong path refused', async () => {
    await expect(client(`${sandbox.url}/nobody`).orders.page({ offset: 0 })).rejects.toThrow(RequestRefused)
  })
})

describe('against answers no sandbox gives', () => {
  const serve = async (answer: RequestListener): Promise<string> => {
    const server: Server = createServer(answer)
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    closing.push(() => new Promise((resolve) => server.close(resolve)))
    return `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/prefix/`
  }

  it.each([
    ['HTML under a 200', '<html>maintenance</html>'],
    ['JSON of something else', '{"status":"ok"}'],
    ['null', 'null'],
    ['a JSON cut short but complete for HTTP', '{"orders":[{"order_id":"secret-1'],
  ])('calls %s unavailable and quotes nothing', async (_name, body) => {
    const url = await serve((_request, response) => response.end(body))
    const failure: unknown = await client(url)
      .orders.page({ offset: 0 })
      .catch((e: unknown) => e)

    expect(failure).toBeInstanceOf(MiraklUnavailable)
    expect(String(failure)).not.toMatch(/secret|maintenance/)
  })

  it('leaves ids and addresses out of the words it repeats', async () => {
    const message = "Cannot read 'O1-A' of jo@example.com: The limit is exceeded for the parameter : order_ids"
    const url = await serve((_request, response) => response.writeHead(400).end(JSON.stringify({ code: 400, message })))

    await expect(client(url).orders.page({ offset: 0 })).rejects.toThrow(
      'OR11: Mirakl refused the request (400): Cannot read … of … The limit is exceeded for the parameter : order_ids',
    )
  })

  it('goes on by total_count where no Link comes, and keeps the prefix', async () => {
    const paths: string[] = []
    const url = await serve((request, response) => {
      paths.push(request.url ?? '')
      response.end(JSON.stringify({ orders: [1, 2], total_count: 3 }))
    })

    expect((await allOf(client(url).orders.pages({}))).sizes).toEqual([2, 2])
    expect(paths).toEqual(['/prefix/api/orders?max=100&offset=0', '/prefix/api/orders?max=100&offset=2'])
  })

  it('never walks in circles, wherever a link or a token leads', async () => {
    const url = await serve((request, response) => {
      response.setHeader('Link', '<http://elsewhere.invalid/api/shops?offset=0>; rel="next"')
      const { searchParams } = new URL(request.url ?? '', 'http://localhost')
      const shops = Number(searchParams.get('offset')) < 3 ? [1] : []
      response.end(JSON.stringify({ shops, total_count: 3, data: [1], next_page_token: 'same' }))
    })

    expect((await allOf(client(url).sellers.pages())).sizes).toEqual([1, 1, 1, 0])
    await expect(allOf(client(url).returns.pages({}))).rejects.toThrow('does not move on')
  })

  it('ends returns where the token is absent, not only where it is null', async () => {
    const url = await serve((_request, response) => response.end('{"data":[1]}'))

    expect((await allOf(client(url).returns.pages({}))).sizes).toEqual([1])
  })

  it('calls an unknown time zone unavailable', async () => {
    const url = await serve((_request, response) => response.end('{"timezone":"Mars/Olympus"}'))

    await expect(client(url).platform()).rejects.toThrow(MiraklUnavailable)
  })

  it('calls a closed port unavailable', async () => {
    await expect(client('http://127.0.0.1:1').platform()).rejects.toThrow(MiraklUnavailable)
  })
})
