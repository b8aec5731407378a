import { afterEach, describe, expect, it } from 'vitest'
import { createMiraklSandbox, type MiraklSandboxOptions } from './sandbox.js'
import { tinyWorld } from './tiny-world.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

/** As much of an answer as the tests look into. */
interface Body {
  readonly orders: readonly { readonly order_id: string }[]
  readonly data: readonly { readonly id: string }[]
  readonly calls: readonly unknown[]
  readonly total_count: number
  readonly next_page_token: string
  readonly customer_notification_email: string
}

const start = async (options: Partial<MiraklSandboxOptions> = {}) => {
  const sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld(), ...options })
  closing.push(() => sandbox.stop())
  const get = async (path: string, key = 'operator-key') => {
    const response = await fetch(`${sandbox.url}${path}`, { headers: { authorization: key } })
    return { status: response.status, headers: response.headers, body: (await response.json()) as Body }
  }
  const post = async (path: string, body: unknown) => {
    const headers = { 'content-type': 'application/json' }
    const response = await fetch(`${sandbox.url}${path}`, { method: 'POST', headers, body: JSON.stringify(body) })
    return { status: response.status, body: await response.json() }
  }
  const orderIds = async (query: string) =>
    (await get(`/acme/api/orders?${query}`)).body.orders.map((order) => order.order_id)
  return { ...sandbox, get, post, orderIds }
}

describe('OR11', () => {
  it('gives 10 a page unless asked, never more than 100, with links and the total', async () => {
    const { get, url } = await start({ world: tinyWorld({ orders: 130 }) })
    const first = await get('/acme/api/orders?has_incident=false')
    const large = await get('/acme/api/orders?max=1000&offset=100')

    expect([first.body.orders.length, first.body.total_count]).toEqual([10, 130])
    expect(first.headers.get('link')).toBe(`<${url}/acme/api/orders?has_incident=false&offset=10>; rel="next"`)
    expect(large.body.orders).toHaveLength(30)
    expect(large.headers.get('link')).toBe(`<${url}/acme/api/orders?max=1000&offset=0>; rel="previous"`)
  })

  it('sorts by instant, whatever the precision, then by id', async () => {
    const at = (order_id: string, created_date: string) => ({ order_id, created_date })
    const orders = [
      at('C', '2026-03-01T10:00:00Z'),
      at('B', '2026-03-01T10:00:00.000Z'),
      at('A', '2026-03-01T10:00:00.5Z'),
    ]
    const { advanceTo, orderIds } = await start({ world: tinyWorld({ steps: [() => ({ orders })] }) })
    await advanceTo(1)

    expect(await orderIds('')).toEqual(['B', 'C', 'A'])
    expect(await orderIds('order=desc')).toEqual(['A', 'C', 'B'])
  })

  it.each([
    ['order_ids=O1-A,O3-A', ['O1-A', 'O3-A']],
    ['commercial_ids=O2', ['O2-A']],
    ['customer_ids=C2', ['O2-A']],
    ['order_state_codes=RECEIVED', []],
    ['order_state_codes=SHIPPING&channel_codes=FR&max=1', ['O1-A']],
    ['channel_codes=US', []],
    ['shop_ids=7', []],
    ['has_incident=true', []],
    ['start_date=2026-03-01T00:02:00Z', ['O2-A', 'O3-A']],
    ['end_date=2026-03-01T00:02:00Z', ['O1-A', 'O2-A']],
    ['start_update_date=2026-03-01T00:03:00Z', ['O2-A', 'O3-A']],
    ['start_update_date=2026-03-01T00:03:01Z', ['O3-A']],
    ['end_update_date=2026-03-01T00:01:00Z', ['O1-A']],
  ])('filters by %s', async (query, ids) => {
    expect(await (await start()).orderIds(query)).toEqual(ids)
  })

  it.each(['order_ids', 'commercial_ids', 'customer_ids', 'shop_ids', 'channel_codes'])(
    'refuses 101 %s',
    async (name) => {
      const { get } = await start()
      const ids = Array.from({ length: 101 }, (_, index) => String(index)).join(',')

      expect(await get(`/acme/api/orders?${name}=${ids}`)).toMatchObject({
        status: 400,
        body: { status: 400, message: `The limit of 100 is exceeded for the parameter : ${name}` },
      })
    },
  )

  it.each(['max=ten', 'offset=-1', 'start_update_date=yesterday'])('refuses %s', async (query) => {
    expect((await (await start()).get(`/acme/api/orders?${query}`)).status).toBe(400)
  })
})

describe('the two views', () => {
  it('shows a seller neither e-mail nor shop, but a proxy address that stays the same', async () => {
    const { get } = await start()
    const seller = (await get('/acme/api/orders/O1-A', 'Bearer seller-key')).body
    const operator = (await get('/acme/api/orders/O1-A', 'Bearer operator-key')).body

    expect(operator).toMatchObject({ shop_id: 2000, customer: { email: 'c1@example.com' } })
    expect(seller).toMatchObject({ order_id: 'O1-A', customer: { customer_id: 'C1' }, order_lines: [{ quantity: 2 }] })
    expect(seller.customer_notification_email).toMatch(/^[a-z0-9]{11}\.[a-z0-9]{9}@notification\.mirakl\.net$/)
    expect(JSON.stringify(seller)).not.toMatch(/c1@example|shop_id|shop_name|can_open_incident/)
    expect((await get('/acme/api/orders/O1-A', 'seller-key')).body).toEqual(seller)
  })

  it('lets only operators list shops', async () => {
    const { get } = await start()

    expect((await get('/acme/api/shops')).body).toMatchObject({ shops: [{ shop_id: 2000 }], total_count: 1 })
    expect((await get('/acme/api/shops', 'seller-key')).status).toBe(403)
  })

  it('answers 401 in whichever shape is switched on', async () => {
    const { get, post } = await start()
    const message = 'Unauthorized, you are not allowed to perform this call'

    expect((await get('/acme/api/orders', 'wrong')).body).toEqual({ status: 401, message })
    await post('/_sandbox/settings', { errorShape: 'code' })
    expect((await get('/acme/api/orders', 'wrong')).body).toEqual({ code: 401, message })
  })
})

describe('RT11', () => {
  it('walks by token, whatever else is sent along, and comes to an end with null', async () => {
    const { get } = await start({ world: tinyWorld({ returns: 5 }) })
    const first = (await get('/acme/api/returns?limit=3&return_last_updated_from=2026-03-01T00:02:00Z')).body
    const second = (await get(`/acme/api/returns?page_token=${first.next_page_token}&limit=1`)).body

    expect(first.data.map(({ id }) => id)).toEqual(['R0002', 'R0003', 'R0004'])
    expect(second).toMatchObject({ data: [{ id: 'R0005' }], next_page_token: null })
  })

  it('refuses a token it never gave', async () => {
    expect((await (await start()).get('/acme/api/returns?page_token=abc')).status).toBe(400)
  })

  it.each([
    ['customer_id=C2', ['R0002']],
    ['return_id=R0001&return_id=R0003', ['R0001', 'R0003']],
    ['order_line_id=O2-A-1', ['R0002']],
    ['return_state=CLOSED', []],
  ])('filters by %s', async (query, ids) => {
    const { get } = await start({ world: tinyWorld({ returns: 3 }) })

    expect((await get(`/acme/api/returns?${query}`)).body.data.map(({ id }) => id)).toEqual(ids)
  })
})

describe('the rest', () => {
  it('tells time zone and channels', async () => {
    const { get } = await start()

    expect((await get('/acme/api/platform/configuration')).body).toMatchObject({ timezone: 'Europe/Paris' })
    expect((await get('/acme/api/channels')).body).toMatchObject({ channels: [{ code: 'FR', label: 'France' }] })
    expect((await get('/acme/api/version')).status).toBe(200)
  })

  it('answers 404 for what it does not know', async () => {
    const { get } = await start()

    expect((await get('/acme/api/nothing')).body).toEqual({ status: 404, message: 'Not Found' })
    expect((await get('/nobody/api/orders')).status).toBe(404)
  })
})

describe('the wire', () => {
  it('keeps the zeros at the end of an amount, and of nothing else', async () => {
    const { url } = await start()
    const headers = { authorization: 'operator-key' }
    const text = await (await fetch(`${url}/acme/api/orders?max=1`, { headers })).text()

    expect(text).toMatch(/"total_price":\d+\.\d\d,/)
    expect(text).toMatch(/"quantity":\d+,/)
    expect(text).toMatch(/"total_count":\d+}/)
  })
})

describe('OAuth', () => {
  const ask = async (url: string, form: Record<string, string>) => {
    const response = await fetch(`${url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
    return { status: response.status, body: (await response.json()) as { access_token: string; expires_in: number } }
  }
  const credentials = { client_id: 'acme-client', client_secret: 'operator-key-secret' }

  it('gives a token for client credentials, which is good behind Bearer and for its marketplace alone', async () => {
    const { url, get } = await start()
    const { body } = await ask(url, { grant_type: 'client_credentials', ...credentials })

    expect(body.expires_in).toBe(3599)
    expect((await get('/acme/api/orders', `Bearer ${body.access_token}`)).status).toBe(200)
    expect((await get('/acme/api/orders', body.access_token)).status).toBe(401)
    expect((await get('/acme/api/orders', 'Bearer other')).status).toBe(401)
  })

  it('makes its clock out of the one it is given', async () => {
    const { get, post } = await start({ now: () => new Date('2031-05-01T08:00:00Z') })
    await post('/_sandbox/clock', { advanceSeconds: 90 })
    await get('/acme/api/version')
    const { calls } = (await get('/_sandbox/calls')).body
    expect(calls).toMatchObject([{ at: '2031-05-01T08:01:30.000Z' }])
  })

  it('lets a token end after its hour, by the clock of the sandbox', async () => {
    const { url, get, post } = await start()
    const { body } = await ask(url, { grant_type: 'client_credentials', ...credentials })
    await post('/_sandbox/clock', { advanceSeconds: 3600 })
    const late = await get('/acme/api/orders', `Bearer ${body.access_token}`)

    expect(late.status).toBe(401)
    expect(Date.parse(late.headers.get('date') ?? '')).toBeGreaterThan(Date.now() + 3_500_000)
    expect((await post('/_sandbox/clock', { speed: -1 })).status).toBe(400)
  })

  it('gives none for wrong ones, or for another grant', async () => {
    const { url } = await start()

    const wrong = { ...credentials, client_secret: 'wrong' }
    expect((await ask(url, { grant_type: 'client_credentials', ...wrong })).status).toBe(401)
    expect((await ask(url, { grant_type: 'password', ...credentials })).status).toBe(400)
  })

  it('keeps no secret among the calls', async () => {
    const { url, get } = await start()
    const { body } = await ask(url, { grant_type: 'client_credentials', ...credentials })
    const calls = JSON.stringify((await get('/_sandbox/calls')).body.calls)

    expect(calls).toContain('/oauth/token')
    expect(calls).not.toContain('operator-key-secret')
    expect(calls).not.toContain(body.access_token)
  })
})

describe('reference data', () => {
  it('names reasons, all or of one type', async () => {
    const { get } = await start()

    expect((await get('/acme/api/reasons')).body).toMatchObject({ total_count: 6 })
    expect((await get('/acme/api/reasons/incident_open')).body).toMatchObject({
      reasons: [{ code: '1' }, { code: '13' }],
    })
    expect((await get('/acme/api/reasons/incident_close')).body).toMatchObject({ total_count: 2 })
  })

  it('names the custom fields and the currencies that orders carry', async () => {
    const { get } = await start()

    expect((await get('/acme/api/additional_fields?entities=SHOP')).body).toMatchObject({ total_count: 0 })
    expect((await get('/acme/api/currencies')).body).toMatchObject({ currencies: [{ platform_default: true }] })
  })
})

describe('the inspection API', () => {
  it('tells where what it shows differs from what was expected', async () => {
    const { get, post } = await start()
    const { body: snapshot } = await get('/_sandbox/snapshot')
    const same = await post('/_sandbox/diff', { expected: snapshot, exact: true })
    const other = await post('/_sandbox/diff', { expected: { acme: { orders: { nobody: {} } } } })

    expect(same.body).toEqual({ differences: [] })
    expect(other.body).toEqual({ differences: [{ at: '/acme/orders/nobody', kind: 'missing', expected: {} }] })
  })
})

describe('faults', () => {
  it('spoils as often as told, in the order of the rules, and only what matches', async () => {
    const { get, post } = await start()
    await post('/_sandbox/faults', [
      { match: { path: '/api/orders' }, times: 2, do: 'status', status: 429, retryAfterSeconds: 3 },
      { match: {}, times: 1, do: 'status' },
    ])
    const first = await get('/acme/api/orders')

    expect([first.status, first.headers.get('retry-after')]).toEqual([429, '3'])
    expect((await get('/acme/api/version')).status).toBe(500)
    expect((await get('/acme/api/version')).status).toBe(200)
    expect((await get('/acme/api/orders')).status).toBe(429)
    expect((await get('/acme/api/orders')).status).toBe(200)
  })

  it('cuts before the answer, or in the middle of it', async () => {
    const { get, post } = await start()
    await post('/_sandbox/faults', [
      { match: {}, times: 1, do: 'cut-before' },
      { match: {}, times: 1, do: 'truncate' },
    ])

    await expect(get('/acme/api/orders')).rejects.toThrow('fetch failed')
    await expect(get('/acme/api/orders')).rejects.toThrow('terminated')
    expect((await get('/_sandbox/calls')).body.calls).toMatchObject([
      { status: 0 },
      { status: 200, path: '/acme/api/orders' },
    ])
  })

  it('refuses a rule it does not know', async () => {
    expect((await (await start()).post('/_sandbox/faults', [{ do: 'explode', times: 1 }])).status).toBe(400)
  })
})
