import { createMiraklSandbox, tinyWorld, type MiraklSandboxOptions, type WireObject } from '@concord/sandbox-mirakl'
import { describe, expect, it } from 'vitest'
import { CredentialsRefused, RateLimited } from './errors.js'
import { memoryBudget } from './memory-budget.js'
import { parseEvaluation } from './parse-evaluation.js'
import { parseIncident } from './parse-incident.js'
import { parseOrder } from './parse-order.js'
import { parseStatistics } from './parse-statistics.js'
import { collected, createHarness } from './testing/harness.js'

const { client, closing } = createHarness()

const gift = { code: 'gift', type: 'STRING', value: 'no' }
const withGift = (order: WireObject): WireObject => ({ ...order, order_additional_fields: [gift] })
const openedAt = '2026-03-02T00:00:00Z'
const inIncident = (order: WireObject): WireObject => ({
  ...order,
  has_incident: true,
  order_lines: (order['order_lines'] as readonly WireObject[]).map((line) => ({
    ...line,
    order_line_state: 'INCIDENT_OPEN',
    order_line_state_reason_code: '13',
    last_updated_date: openedAt,
  })),
})
const received = (order: WireObject): WireObject => ({
  ...order,
  order_state: 'RECEIVED',
  can_evaluate: true,
  order_lines: (order['order_lines'] as readonly WireObject[]).map((line) => ({ ...line, received_date: openedAt })),
})

/** 60 orders: the first in incident, all others received, and a custom field on each. */
const world = tinyWorld({
  orders: 60,
  shops: 3,
  steps: [
    ({ orders }) => ({ orders: orders.map(withGift) }),
    ({ orders: [first = {}, ...others] }) => ({ orders: [inIncident(first), ...others.map(received)] }),
  ],
})

const start = async (settings: MiraklSandboxOptions['settings'] = {}) => {
  const sandbox = await createMiraklSandbox({ port: 0, world, settings: { exportMs: 0, ...settings } })
  closing(() => sandbox.stop())
  await sandbox.advanceTo(2)
  const set = (changed: object) =>
    fetch(`${sandbox.url}/_sandbox/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(changed),
    })
  return { acme: `${sandbox.url}/acme`, tokenUrl: `${sandbox.url}/oauth/token`, set }
}

const march = { from: new Date('2026-03-01T00:00:00Z'), to: new Date('2026-03-31T00:00:00Z') }

describe('against the sandbox', () => {
  it('exports orders in files, the same orders as the pages show', async () => {
    const { acme } = await start({ itemsPerChunk: 25 })
    const { orderExport, orders } = client(acme)

    const { status, urls } = await orderExport.status(await orderExport.start({ created: march }))
    const files = await Promise.all(urls.map((url) => collected(orderExport.orders(url))))
    const pages = await collected(orders.pages({}))

    expect([status, files.map((file) => file.length)]).toEqual(['COMPLETED', [25, 25, 10]])
    expect(files.flat()).toEqual(pages.flatMap(({ items }) => items))
    expect(files.flat().every((order) => parseOrder(order).ok)).toBe(true)
  })

  it('tells of an export that failed', async () => {
    const { acme } = await start({ exportOutcome: 'FAILED' })
    const { orderExport } = client(acme)

    expect(await orderExport.status(await orderExport.start({ updated: march }))).toMatchObject({
      status: 'FAILED',
      urls: [],
    })
  })

  it('writes a custom field, and is told what is wrong with one nobody defined', async () => {
    const { acme } = await start()
    const { customFields, orders } = client(acme)

    expect(await customFields.definitions()).toMatchObject([{ code: 'gift', type: 'STRING', entity: 'ORDER' }])
    expect(await customFields.write('O1-A', { order: { gift: 'yes' } })).toMatchObject({
      ok: true,
      order: { gift: 'yes' },
    })
    expect(parseOrder((await orders.page({ ids: ['O1-A'], offset: 0 })).items[0])).toMatchObject({
      order: { additionalFields: { gift: 'yes' } },
    })
    expect(await customFields.write('O1-A', { order: { nonsense: 'x' } })).toMatchObject({
      ok: false,
      errors: [{ code: expect.any(String) as string }],
    })
  })

  it('reads the evaluations of a shop, and each again by its order', async () => {
    const { acme } = await start()
    const { evaluations } = client(acme)
    const found = (await collected(evaluations.ofShop('2000'))).flatMap(({ items }) => items.map(parseEvaluation))
    const [first] = found

    expect(found.length).toBeGreaterThan(5)
    expect(found.every(({ ok }) => ok)).toBe(true)
    const subject = first?.ok === true ? first.evaluation.subject?.id : undefined
    expect(await evaluations.ofOrder(subject ?? '')).toMatchObject({ ok: true })
    expect(await evaluations.ofOrder('O1-A')).toBeUndefined()
  })

  it('reads the statistics of every shop', async () => {
    const { acme } = await start()
    const pages = await collected(client(acme, { statisticsPath: '/api/shops/statistics' }).statistics?.pages())

    const found = pages.flatMap(({ items }) => items.map(parseStatistics))
    expect(found.map((each) => each.ok && each.statistics.sellerId)).toEqual(['2000', '2001', '2002'])
    expect(found[0]).toMatchObject({
      statistics: { metrics: { incident_rate: { ALL_SINCE_BEGINNING: expect.any(String) as string } } },
    })
  })

  it('reads incidents', async () => {
    const { acme } = await start()
    const pages = await collected(client(acme, { incidentsPath: '/api/incidents' }).incidents?.pages())

    expect(pages.flatMap(({ items }) => items.map(parseIncident))).toMatchObject([
      {
        ok: true,
        incident: { orderId: 'O1-A', orderLineId: 'O1-A-1', opened: { reasonCode: '13' }, closed: undefined },
      },
    ])
  })
})

describe('allowances', () => {
  it('leave a walk through all pages alone, and refuse the next one with the time to wait', async () => {
    const { acme } = await start({ allowances: 'default' })
    const { orders } = client(acme, { maxPerPage: 25 })

    expect(await collected(orders.pages({}))).toHaveLength(3)
    await expect(orders.page({ offset: 0 })).rejects.toThrow(RateLimited)
    await expect(orders.page({ offset: 0 })).rejects.toMatchObject({ retryAfterSeconds: 60 })
  })

  it.each(['default', 'external-partner'] as const)(
    'are never overstepped by a client with a budget (%s)',
    async (persona) => {
      const { acme } = await start({ allowances: persona })
      const budget = memoryBudget({ persona, now: () => new Date() })
      const mirakl = client(acme, { maxPerPage: 25, budget })
      const again = () =>
        Promise.allSettled([
          collected(mirakl.orders.pages({})),
          collected(mirakl.returns.pages({})),
          mirakl.channels(),
          mirakl.currencies(),
          mirakl.customFields.definitions(),
          mirakl.orderExport.start({ updated: march }),
        ])

      expect((await again()).map(({ status }) => status)).toEqual(Array(6).fill('fulfilled'))
      for (const result of await again()) {
        expect(String(result.status === 'rejected' && result.reason)).toContain('our own budget is used up')
      }
    },
  )
})

describe('revoked credentials', () => {
  it('end a key', async () => {
    const { acme, set } = await start()
    const { orders } = client(acme, { retries: 2 })
    await orders.page({ offset: 0 })
    await set({ revoked: ['acme'] })

    await expect(orders.page({ offset: 0 })).rejects.toThrow(CredentialsRefused)
  })

  it('end a client, whose token and then whose secret is refused', async () => {
    const { acme, tokenUrl, set } = await start()
    const credentials = { clientId: 'acme-client', clientSecret: 'operator-key-secret', tokenUrl }
    const { orders } = client(acme, { credentials })
    await orders.page({ offset: 0 })
    await set({ revoked: ['acme'] })

    await expect(orders.page({ offset: 0 })).rejects.toThrow('OAuth: the token endpoint refused the client (401)')
    await set({ revoked: [] })
    expect((await orders.page({ offset: 0 })).total).toBe(60)
  })
})
