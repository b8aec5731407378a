import type { RequestListener } from 'node:http'
import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { describe, expect, it } from 'vitest'
import type { Reply } from './connection.js'
import { CredentialsRefused, MiraklUnavailable, RateLimited, RequestRefused } from './errors.js'
import { oauthAuthorization } from './oauth.js'
import { createHarness, cut, failureOf, json } from './testing/harness.js'

const { client, closing, serveInTurn } = createHarness()

const secret = 'operator-key-secret'
const tokens = { clientId: 'acme-client', clientSecret: secret }
const orders = json({ orders: [], total_count: 0 })
const refused = json({ code: 401, message: 'Unauthorized' }, 401)

describe('against the sandbox', () => {
  const start = async () => {
    const sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld({ orders: 3, shops: 1, returns: 1 }) })
    closing(() => sandbox.stop())
    return { acme: `${sandbox.url}/acme`, tokenUrl: `${sandbox.url}/oauth/token` }
  }

  it('is let in by a token it fetches', async () => {
    const { acme, tokenUrl } = await start()

    const { orders } = client(acme, { credentials: { ...tokens, tokenUrl } })

    expect((await orders.page({ offset: 0 })).total).toBe(3)
  })

  it('says that a client is refused, and never its secret', async () => {
    const { acme, tokenUrl } = await start()
    const { orders } = client(acme, { credentials: { ...tokens, clientSecret: 'hunter2', tokenUrl } })

    const failure = await failureOf(orders.page({ offset: 0 }))

    expect(failure).toBeInstanceOf(CredentialsRefused)
    expect(String(failure)).toBe('CredentialsRefused: OAuth: the token endpoint refused the client (401)')
  })
})

describe('a refused token', () => {
  const asked = async (...answers: readonly RequestListener[]) => {
    const endpoint = await serveInTurn(json({ access_token: 'one' }), json({ access_token: 'two' }))
    const api = await serveInTurn(...answers)
    const mirakl = client(api.url, { credentials: { ...tokens, tokenUrl: endpoint.url } })
    return { mirakl, api, endpoint }
  }

  it('is fetched anew once, and the call made again', async () => {
    const { mirakl, api, endpoint } = await asked(refused, orders)

    expect(await mirakl.orders.page({ offset: 0 })).toMatchObject({ total: 0 })
    expect(api.seen.map(({ headers }) => headers.authorization)).toEqual(['Bearer one', 'Bearer two'])
    expect(endpoint.seen).toHaveLength(2)
  })

  it('makes even a start of an export again: what was refused has not begun', async () => {
    const { mirakl, api } = await asked(refused, json({ tracking_id: 'T1' }))
    const day = { from: new Date('2026-03-01'), to: new Date('2026-03-02') }

    expect(await mirakl.orderExport.start({ created: day })).toBe('T1')
    expect(api.seen).toHaveLength(2)
  })

  it('that is refused again ends the call', async () => {
    const { mirakl, api } = await asked(refused)

    await expect(mirakl.orders.page({ offset: 0 })).rejects.toThrow(CredentialsRefused)
    expect(api.seen).toHaveLength(2)
  })

  it('is asked for by a form', async () => {
    const { mirakl, endpoint } = await asked(orders)
    await mirakl.orders.page({ offset: 0 })

    expect(endpoint.seen).toMatchObject([
      {
        method: 'POST',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
        body: `grant_type=client_credentials&client_id=acme-client&client_secret=${secret}`,
      },
    ])
  })

  it('is asked for again where the token endpoint did not answer', async () => {
    const endpoint = await serveInTurn(cut, json({ access_token: 'one' }))
    const api = await serveInTurn(orders)

    const mirakl = client(api.url, { credentials: { ...tokens, tokenUrl: endpoint.url }, retries: 1 })

    expect(await mirakl.orders.page({ offset: 0 })).toMatchObject({ total: 0 })
  })

  it('leaves a call in time that waits for it', async () => {
    const endpoint = await serveInTurn(() => undefined)
    const api = await serveInTurn(orders)
    const mirakl = client(api.url, { credentials: { ...tokens, tokenUrl: endpoint.url }, timeoutMs: 300 })

    await expect(mirakl.orders.page({ offset: 0 })).rejects.toThrow(MiraklUnavailable)
    expect(api.seen).toEqual([])
  })
})

describe('a token', () => {
  const signal = AbortSignal.timeout(60_000)
  const authorizing = (...replies: readonly Partial<Reply>[]) => {
    const clock = { ms: 0 }
    let asked = 0
    const authorization = oauthAuthorization(
      { ...tokens, tokenUrl: 'http://unused.invalid' },
      {
        now: () => clock.ms,
        post: () => Promise.resolve({ status: 200, headers: {}, text: '', ...replies[asked++] }),
      },
    )
    return { authorization, clock, count: () => asked }
  }
  const token = (name: string, expiresIn?: unknown) => ({
    text: JSON.stringify({ token_type: 'bearer', access_token: name, expires_in: expiresIn }),
  })

  it.each([
    ['an hour less a minute', 3_600, 3_540],
    ['nine tenths of a short life', '100', 90],
  ])('is kept for %s', async (_name, expiresIn, keptSeconds) => {
    const { authorization, clock, count } = authorizing(token('one', expiresIn), token('two', expiresIn))
    await authorization.header(signal)
    clock.ms = keptSeconds * 1_000 - 1
    expect(await authorization.header(signal)).toBe('Bearer one')
    clock.ms = keptSeconds * 1_000

    expect(await authorization.header(signal)).toBe('Bearer two')
    expect(count()).toBe(2)
  })

  it('without an end is kept until it is refused', async () => {
    const { authorization, clock } = authorizing(token('one'), token('two'))
    const header = await authorization.header(signal)
    clock.ms = 1e12
    expect(await authorization.header(signal)).toBe(header)

    expect(authorization.forget(header)).toBe(true)
    expect(await authorization.header(signal)).toBe('Bearer two')
  })

  it('is asked for once by all who need it at the same time', async () => {
    const { authorization, count } = authorizing(token('one'))

    const headers = await Promise.all(Array.from({ length: 5 }, () => authorization.header(signal)))

    expect([new Set(headers).size, count()]).toEqual([1, 1])
  })

  it('already renewed is not thrown away by one who was refused with the old one', async () => {
    const { authorization, count } = authorizing(token('one'), token('two'))
    const old = await authorization.header(signal)
    authorization.forget(old)
    await authorization.header(signal)

    authorization.forget(old)

    expect(await authorization.header(signal)).toBe('Bearer two')
    expect(count()).toBe(2)
  })

  it.each([
    ['a 400', { status: 400, text: `{"error":"invalid_client","secret":"${secret}"}` }, CredentialsRefused],
    ['a 503', { status: 503, text: secret }, MiraklUnavailable],
    ['a 429', { status: 429, text: secret }, RateLimited],
    ['a 404', { status: 404, text: `{"message":"${secret}"}` }, RequestRefused],
    ['no JSON', { text: secret }, MiraklUnavailable],
    ['no token', { text: `{"${secret}":1}` }, MiraklUnavailable],
  ])(
    'that is answered with %s is a failure by remedy, without a secret, and asked for anew next time',
    async (...given) => {
      const [, reply, kind] = given
      const { authorization } = authorizing(reply, token('two'))

      const failure = await failureOf(authorization.header(signal))

      expect(failure).toBeInstanceOf(kind)
      expect(String(failure)).not.toContain(secret)
      expect(await authorization.header(signal)).toBe('Bearer two')
    },
  )
})
