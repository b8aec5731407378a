import { describe, expect, it } from 'vitest'
import { MiraklUnavailable, RequestRefused } from './errors.js'
import { collected, createHarness, cut, json, truncated } from './testing/harness.js'

const { client, serveInTurn } = createHarness()

const from = new Date('2026-02-01T00:00:00Z')
const to = new Date('2026-02-15T12:00:00.500Z')

describe('an export', () => {
  it('is asked for by its periods, and gives an id to ask after it with', async () => {
    const { url, seen } = await serveInTurn(json({ tracking_id: 'T-1' }))

    expect(await client(url).orderExport.start({ updated: { from, to }, refunded: { from, to } })).toBe('T-1')
    expect(seen).toMatchObject([{ method: 'POST', path: '/prefix/api/orders/async-export' }])
    expect(JSON.parse(seen[0]?.body ?? '')).toEqual({
      start_update_date: '2026-02-01T00:00:00.000Z',
      end_update_date: '2026-02-15T12:00:00.500Z',
      start_refund_creation_date: '2026-02-01T00:00:00.000Z',
      end_refund_creation_date: '2026-02-15T12:00:00.500Z',
    })
  })

  it('beyond the limits is not asked for', async () => {
    const { url, seen } = await serveInTurn(json({ tracking_id: 'T-1' }))

    await expect(client(url).orderExport.start({ created: { from: new Date(0), to } })).rejects.toThrow(RangeError)
    expect(seen).toEqual([])
  })

  it('has to wait while another one runs, and is refused for good otherwise', async () => {
    const refusing = (message: string) => serveInTurn(json({ status: 400, message }, 400))
    const running = await refusing('Another export is still running: only one can run at a time')
    const wrong = await refusing('end_date is more than a year after start_date')
    const start = ({ url }: { url: string }) => client(url).orderExport.start({ created: { from, to } })

    await expect(start(running)).rejects.toMatchObject({ code: 'mirakl-rate-limited', retryAfterSeconds: 60 })
    await expect(start(wrong)).rejects.toThrow(RequestRefused)
  })

  it('without an id is no answer', async () => {
    const { url } = await serveInTurn(json({ tracking_id: null }))

    await expect(client(url).orderExport.start({ created: { from, to } })).rejects.toThrow(
      'OR13: tracking_id: expected an id, got null',
    )
  })

  it('tells how far it is, in words that may be new', async () => {
    const done = { status: 'COMPLETED', last_updated: '2026-02-15T12:00:00Z', urls: ['http://host/1'] }
    const { url, seen } = await serveInTurn(json({ status: 'TELEPORTING' }), json(done))
    const { orderExport } = client(url)

    expect(await orderExport.status('T/1')).toEqual({ status: 'TELEPORTING', updatedAt: undefined, urls: [] })
    expect(await orderExport.status('T/1')).toEqual({
      status: 'COMPLETED',
      updatedAt: '2026-02-15T12:00:00.000Z',
      urls: ['http://host/1'],
    })
    expect(seen[0]?.path).toBe('/prefix/api/orders/async-export/status/T%2F1')
  })
})

describe('a file', () => {
  const file = json({ orders: [{ order_id: 'A' }, { order_id: 'B' }] })
  const both = [{ order_id: 'A' }, { order_id: 'B' }]

  it('gives its orders one by one, asked for with the credentials', async () => {
    const { url, seen } = await serveInTurn(file)

    expect(await collected(client(url).orderExport.orders(new URL('/files/1?file=a', url).href))).toEqual(both)
    expect(seen).toMatchObject([{ path: '/files/1?file=a', headers: { authorization: 'operator-key' } }])
  })

  it('elsewhere is asked for without them', async () => {
    const [home, elsewhere] = [await serveInTurn(json({})), await serveInTurn(file)]

    expect(await collected(client(home.url).orderExport.orders(elsewhere.url))).toEqual(both)
    expect(elsewhere.seen[0]?.headers).not.toHaveProperty('authorization')
    expect(home.seen).toEqual([])
  })

  it('is opened again where it did not open', async () => {
    const { url, seen } = await serveInTurn(cut, file)

    expect(await collected(client(url, { retries: 1 }).orderExport.orders(url))).toEqual(both)
    expect(seen).toHaveLength(2)
  })

  it('that breaks off is not read again, since its first orders would come twice', async () => {
    const { url, seen } = await serveInTurn(truncated('{"orders":[{"order_id":"A"},'), file)
    const orders = client(url, { retries: 2 }).orderExport.orders(url)

    expect(await orders.next()).toMatchObject({ value: { order_id: 'A' } })
    await expect(orders.next()).rejects.toThrow(MiraklUnavailable)
    expect(seen).toHaveLength(1)
  })

  it('that is gone is refused', async () => {
    const { url } = await serveInTurn(json({ status: 404, message: 'gone' }, 404))

    await expect(collected(client(url).orderExport.orders(url))).rejects.toThrow(
      new RequestRefused('OR15: Mirakl refused the request (404): gone'),
    )
  })

  it('at no address is no answer', async () => {
    await expect(collected(client('http://127.0.0.1:1').orderExport.orders('file a'))).rejects.toThrow(
      MiraklUnavailable,
    )
  })

  it('that stops coming fails after the time for a call', async () => {
    const { url } = await serveInTurn((_request, response) => void response.write('{"orders":['))

    await expect(collected(client(url, { timeoutMs: 300 }).orderExport.orders(url))).rejects.toThrow(MiraklUnavailable)
  })

  it('may take longer than the time for a call, as long as it comes', async () => {
    const { url } = await serveInTurn((_request, response) => {
      const parts = ['{"orders":[', '1', ',2', ',3', ',4', ']}']
      const ticking = setInterval(() => {
        const part = parts.shift()
        if (part !== undefined) return void response.write(part)
        clearInterval(ticking)
        response.end()
      }, 80)
    })

    expect(await collected(client(url, { timeoutMs: 300 }).orderExport.orders(url))).toEqual([1, 2, 3, 4])
  })
})
