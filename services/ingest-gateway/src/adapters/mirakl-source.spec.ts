import { createMirakl, MiraklUnavailable, parseSeller, RateLimited } from '@concord/mirakl'
import { silentLog } from '@concord/runtime'
import { createMiraklSandbox, tinyWorld, type WireObject } from '@concord/sandbox-mirakl'
import { afterEach, describe, expect, it } from 'vitest'
import { itemOf } from '../items.js'
import { miraklSource } from './mirakl-source.js'

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const openedAt = '2026-03-01T13:00:00Z'
const inIncident = (order: WireObject): WireObject => ({
  ...order,
  has_incident: true,
  last_updated_date: openedAt,
  order_lines: (order['order_lines'] as readonly WireObject[]).map((line) => ({
    ...line,
    order_line_state: 'INCIDENT_OPEN',
    last_updated_date: openedAt,
  })),
})
const outOfIncident = (order: WireObject): WireObject => ({ ...received(order), has_incident: false })
const received = (order: WireObject): WireObject => ({
  ...order,
  order_state: 'RECEIVED',
  order_lines: (order['order_lines'] as readonly WireObject[]).map((line) => ({
    ...line,
    order_line_state: 'RECEIVED',
    received_date: openedAt,
    last_updated_date: openedAt,
  })),
})
const world = tinyWorld({
  orders: 60,
  shops: 130,
  steps: [
    ({ orders: [first = {}, ...others] }) => ({ orders: [inIncident(first), ...others.map(received)] }),
    ({ orders: [first = {}, ...others] }) => ({ orders: [outOfIncident(first), ...others] }),
  ],
})

const start = async (paths: { statisticsPath?: string; incidentsPath?: string } = {}) => {
  const sandbox = await createMiraklSandbox({ port: 0, world, settings: { exportMs: 0, itemsPerChunk: 25 } })
  closing.push(() => sandbox.stop())
  const credentials = { apiKey: 'operator-key', scheme: 'raw' } as const
  const mirakl = createMirakl({ url: `${sandbox.url}/acme`, credentials, timeoutMs: 5_000, retries: 0, ...paths })
  closing.push(() => mirakl.close())
  const lines: string[] = []
  const log = { warn: (event: string) => void lines.push(event) }
  return { sandbox, mirakl, source: miraklSource(mirakl, log), lines }
}

const spoil = (url: string, rule: object) =>
  fetch(`${url}/_sandbox/faults`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify([rule]),
  })

const all = async <T>(items: AsyncIterable<T> | readonly T[]): Promise<T[]> => {
  const found: T[] = []
  for await (const item of items) found.push(item)
  return found
}

describe('sellers', () => {
  const paths = { statisticsPath: '/api/shops/statistics' }

  it('come each with the rates of the last three months, where S21 can be asked for', async () => {
    const { sandbox, source } = await start(paths)
    await sandbox.advanceTo(1)
    const skewSeconds = (Date.parse('2026-03-10T12:00:00Z') - Date.now()) / 1_000
    await fetch(`${sandbox.url}/_sandbox/clock`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ skewSeconds }),
    })

    const pages = await all(source.sellers())
    const sellers = pages.flat().map((raw) => parseSeller(raw))

    expect(pages.map(({ length }) => length)).toEqual([100, 30])
    expect(sellers[0]).toMatchObject({
      ok: true,
      seller: { id: '2000', recentApprovalRate: '1', incidentRate: '0.0167' },
    })
  })

  it('come without rates otherwise', async () => {
    const { source } = await start()
    const [shop] = (await all(source.sellers())).flat()

    expect(shop).not.toHaveProperty('statistics')
  })

  it.each([403, 404])('keep what S20 says where S21 is refused (%i), which is told once in a sweep', async (status) => {
    const { sandbox, source, lines } = await start(paths)
    await spoil(sandbox.url, { match: { path: 'statistics' }, do: 'status', status })
    const found = (await all(source.sellers())).flat()

    expect(found).toHaveLength(130)
    expect(found[0]).not.toHaveProperty('statistics')
    expect(lines).toEqual(['sellers come without rates, which Mirakl refuses'])
  })

  it('do not come while S21 is only away', async () => {
    const { sandbox, source, lines } = await start(paths)
    await spoil(sandbox.url, { match: { path: 'statistics' }, do: 'status', status: 503 })

    await expect(all(source.sellers())).rejects.toThrow(MiraklUnavailable)
    expect(lines).toEqual([])
  })

  it.each(['statistics', 'shops?max=100&offset=100'])('go on where %s had to wait', async (path) => {
    const { sandbox, source } = await start(paths)
    await spoil(sandbox.url, { match: { path }, do: 'status', status: 429, times: 1, retryAfterSeconds: 1 })
    const pages = source.sellers()[Symbol.asyncIterator]()
    const sizes: number[] = []
    let waits = 0
    for (let isOver = false; !isOver;) {
      const answer = await pages.next().catch((failure: unknown) => {
        if (!(failure instanceof RateLimited)) throw failure
        waits += 1
      })
      if (answer?.done === false) sizes.push(answer.value.length)
      isOver = answer?.done === true
    }

    expect([sizes, waits]).toEqual([[100, 30], 1])
  })

  it('have another version when only their rates changed', async () => {
    const [shop = {}] = (await all((await start()).source.sellers())).flat() as object[]
    const rated = (value: number) => ({
      ...shop,
      statistics: { shop_id: 2000, incident_rate: [{ period: 'LAST_THREE_MONTHS', value }] },
    })
    const hashOf = (raw: unknown) =>
      itemOf({
        ...{ marketplace: 'acme', kind: 'seller', lane: 'bulk', origin: 'live', raw },
        observedAt: '2026-03-01T12:00:00.000Z',
      }).version

    expect(new Set([shop, rated(0.1), rated(0.2)].map(hashOf)).size).toBe(3)
  })

  it.each([
    [
      'skipped',
      [
        ['A', 'B'],
        ['D', 'D'],
      ],
      2,
    ],
    [
      'added',
      [
        ['A', 'B'],
        ['C', 'D', 'E'],
      ],
      2,
    ],
    ['never whole', [['A'], ['A']], 3],
    [
      'whole',
      [
        ['A', 'B'],
        ['C', 'D'],
      ],
      1,
    ],
  ])('are read again while one is %s, three times at most', async (what, pages, readings) => {
    let count = 0
    const { mirakl } = await start()
    const shifting = {
      async *pages() {
        count += 1
        const isRight = count > 1 && what !== 'never whole'
        const read = isRight ? [['A', 'B', 'C', 'D']] : pages
        for (const [index, ids] of read.entries()) {
          yield { items: ids.map((shop_id) => ({ shop_id })), total: what === 'added' && !isRight ? 4 + index : 4 }
        }
      },
    }
    await all(miraklSource({ ...mirakl, sellers: shifting }, silentLog).sellers())

    expect(count).toBe(readings)
  })
})

describe('incidents', () => {
  it('have a mark that changes with them, where OR61 can be asked for', async () => {
    const { sandbox, source } = await start({ incidentsPath: '/api/incidents' })
    await sandbox.advanceTo(1)
    const [open] = (await all(source.incidents?.() ?? [])).flat()
    const [again] = (await all(source.incidents?.() ?? [])).flat()
    await sandbox.advanceTo(2)
    const [closed] = (await all(source.incidents?.() ?? [])).flat()

    expect(open).toMatchObject({ orderId: 'O1-A', isClosed: false })
    expect(again).toEqual(open)
    expect(closed).toMatchObject({ id: open?.id, orderId: 'O1-A', isClosed: true })
    expect(closed?.mark).not.toBe(open?.mark)
  })

  it('cannot be asked for without a path', async () => {
    expect((await start()).source.incidents).toBeUndefined()
  })
})

describe('exports', () => {
  const period = { from: '2026-02-01T00:00:00.000Z', to: '2026-03-31T00:00:00.000Z' }

  it('are of orders last changed in a period, in files', async () => {
    const { source } = await start()
    const id = (await source.exports?.start('orders', period)) ?? ''
    const status = await source.exports?.status(id)
    const files = await Promise.all((status?.files ?? []).map((file) => all(source.exports?.orders(file) ?? [])))

    expect(status?.state).toBe('completed')
    expect(files.map(({ length }) => length)).toEqual([25, 25, 10])
  })

  it('wait for one that is still running', async () => {
    const { sandbox, source } = await start()
    await fetch(`${sandbox.url}/_sandbox/settings`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ exportMs: 60_000 }),
    })
    await source.exports?.start('orders', period)

    await expect(source.exports?.start('orders', period)).rejects.toThrow(RateLimited)
  })

  it('of refunds are of a month at most', async () => {
    const { source } = await start()
    const month = { from: '2026-03-01T00:00:00.000Z', to: '2026-03-31T00:00:00.000Z' }
    const id = (await source.exports?.start('refunds', month)) ?? ''

    expect(await source.exports?.status(id)).toEqual({ state: 'completed', files: [] })
  })

  it('that Mirakl does not know, and files of them, are gone', async () => {
    const { sandbox, source } = await start()
    const away = `${sandbox.url}/acme/api/orders/async-export/files/none/1`

    await expect(source.exports?.status('none')).rejects.toMatchObject({ code: 'export-gone' })
    await expect(all(source.exports?.orders(away) ?? [])).rejects.toMatchObject({ code: 'export-gone' })
  })
})
