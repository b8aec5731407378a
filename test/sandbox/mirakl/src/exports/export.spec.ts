import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { describe, expect, it, onTestFinished } from 'vitest'
import { each, start, texts, type Answer, type Running } from '../testing/start.js'
import { tinyWorld } from '../tiny-world.js'
import { asObject, listOf, textOf } from '../wire.js'
import type { WireObject } from '../world.js'

const path = '/acme/api/orders/async-export'
const march = { start_date: '2026-03-01T00:00:00Z', end_date: '2026-03-31T00:00:00Z' }
const updatedInMarch = { start_update_date: march.start_date, end_update_date: march.end_date }

const begin = async ({ post }: Running, body: WireObject, key?: string): Promise<string> => {
  const { status, body: answer } = await post(path, body, key)
  expect([status, answer]).toEqual([200, { tracking_id: expect.any(String) }])
  return textOf(answer, 'tracking_id')
}

const statusOf = ({ get }: Running, id: string): Promise<Answer> => get(`${path}/status/${id}`)

/** The order ids of every file. */
const exported = async (running: Running, body: WireObject): Promise<readonly (readonly unknown[])[]> => {
  const id = await begin(running, body)
  await running.pass(1)
  const { body: status } = await statusOf(running, id)
  const files = await Promise.all(texts(status, 'urls').map((url) => running.get(url)))
  return files.map((file) => each(file.body, 'orders', 'order_id'))
}

describe('an export', () => {
  it('is pending for its time by the clock of the sandbox, then has a file with the orders whole', async () => {
    const running = await start()
    await running.set({ exportMs: 60_000 })
    const id = await begin(running, march)
    const pending = await statusOf(running, id)
    await running.pass(60)
    const completed = await statusOf(running, id)
    const file = await running.get(texts(completed.body, 'urls')[0] ?? '')

    expect(pending.body).toEqual({ status: 'PENDING', last_updated: expect.any(String) })
    expect(completed.body).toMatchObject({ status: 'COMPLETED', urls: [expect.stringContaining(`/files/${id}/1`)] })
    expect(Date.parse(textOf(completed.body, 'last_updated')) - Date.parse(textOf(pending.body, 'last_updated'))).toBe(
      60_000,
    )
    expect(listOf(file.body, 'orders')).toEqual(listOf((await running.get('/acme/api/orders')).body, 'orders'))
  })

  it('holds the orders as they were when it was asked for', async () => {
    const steps = [({ orders }: { orders: readonly WireObject[] }) => ({ orders: orders.slice(1) })]
    const running = await start({ world: tinyWorld({ steps }) })
    const id = await begin(running, march)
    await running.advanceTo(1)
    await running.pass(1)
    const { body } = await statusOf(running, id)

    expect(each((await running.get(texts(body, 'urls')[0] ?? '')).body, 'orders', 'order_id')).toHaveLength(3)
  })

  it('shows orders in the tax mode that is asked for', async () => {
    const taxed = ({ orders: [order = {}] }: { orders: readonly WireObject[] }) => ({
      orders: [{ ...order, order_lines: [{ taxes: [{ code: 'VAT', rate: 25, amount: 4 }] }] }],
    })
    const running = await start({ world: tinyWorld({ steps: [taxed] }), settings: { exportMs: 0 } })
    await running.advanceTo(1)
    const id = await begin(running, { ...march, order_tax_mode: 'TAX_EXCLUDED' })
    const [file = ''] = texts((await statusOf(running, id)).body, 'urls')

    expect((await running.get(file)).body).toMatchObject({ orders: [{ order_tax_mode: 'TAX_EXCLUDED', price: 16 }] })
  })

  it('has no file where no order was found', async () => {
    const running = await start()

    expect(await exported(running, { ...march, order_state_codes: ['CLOSED'] })).toEqual([])
  })

  it('is cut into files of so many orders', async () => {
    const running = await start({ world: tinyWorld({ orders: 5 }), settings: { itemsPerChunk: 2 } })

    expect(await exported(running, march)).toEqual([['O1-A', 'O2-A'], ['O3-A', 'O4-A'], ['O5-A']])
  })

  it.each(['FAILED', 'CANCELED'])('can end as %s, and then has no files', async (exportOutcome) => {
    const running = await start()
    await running.set({ exportOutcome })
    const id = await begin(running, march)
    await running.pass(1)

    expect((await statusOf(running, id)).body).toEqual({ status: exportOutcome, last_updated: expect.any(String) })
    expect((await running.get(`${path}/files/${id}/1`)).status).toBe(404)
  })

  it('is the only one of its credential while it runs', async () => {
    const running = await start({ settings: { exportMs: 60_000 } })
    await begin(running, march)

    expect(await running.post(path, march)).toMatchObject({
      status: 400,
      body: { message: 'Another export is still running: only one can run at a time' },
    })
    const form = { grant_type: 'client_credentials', client_id: 'acme-client', client_secret: 'operator-key-secret' }
    const token = await fetch(`${running.url}/oauth/token`, { method: 'POST', body: new URLSearchParams(form) })
    await begin(running, march, `Bearer ${textOf(asObject((await token.json()) as WireObject), 'access_token')}`)
    await running.pass(60)
    await begin(running, march)
  })

  it('is forgotten by a restart, and by a reset', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'mirakl-'))
    onTestFinished(() => rmSync(folder, { recursive: true }))
    const statePath = join(folder, 'state')
    const running = await start({ statePath })
    const id = await begin(running, march)
    const again = await start({ statePath })

    expect((await statusOf(again, id)).status).toBe(404)
    await running.post('/_sandbox/reset')
    expect((await statusOf(running, id)).status).toBe(404)
  })

  it('is no business of sellers, or of other marketplaces', async () => {
    const running = await start()
    const id = await begin(running, march)

    expect((await running.post(path, march, 'seller-key')).status).toBe(403)
    expect((await running.get(`${path}/status/${id}`, 'seller-key')).status).toBe(403)
    expect((await running.get(`${path}/status/unheard-of`)).status).toBe(404)
    expect((await running.get(`${path}/files/${id}/1`, 'nobody')).status).toBe(401)
  })
})

describe('what an export takes', () => {
  const refund = { id: 'F1', refund_state: 'REFUNDED', created_date: '2026-03-05T00:00:00Z', amount: 1, taxes: [] }
  const steps = [
    ({ orders: [first = {}, second = {}, third = {}] }: { orders: readonly WireObject[] }) => ({
      orders: [
        { ...first, channel: null, order_lines: [{ ...asObject(listOf(first, 'order_lines')[0]), refunds: [refund] }] },
        { ...second, order_state: 'RECEIVED', fulfillment: { center: { code: 'EAST' } } },
        { ...third, shop_id: 7, waiting_tax_confirmation: true },
      ],
    }),
  ]

  it.each<[WireObject, readonly string[]]>([
    [{ start_date: '2026-03-01T00:02:00Z', end_date: '2026-03-01T00:02:00Z' }, ['O2-A']],
    [{ start_update_date: '2026-03-01T00:03:00Z', end_update_date: '2026-03-02T00:00:00Z' }, ['O2-A', 'O3-A']],
    [
      { start_refund_creation_date: '2026-03-05T00:00:00Z', end_refund_creation_date: '2026-03-05T01:00:00Z' },
      ['O1-A'],
    ],
    [{ start_refund_creation_date: '2026-03-06T00:00:00Z', end_refund_creation_date: '2026-03-07T01:00:00Z' }, []],
    [{ ...updatedInMarch, refund_state_codes: ['REFUNDED'] }, ['O1-A']],
    [{ ...updatedInMarch, refund_state_codes: ['WAITING_REFUND'] }, []],
    [{ ...march, order_state_codes: ['RECEIVED', 'CLOSED'] }, ['O2-A']],
    [{ ...march, shop_ids: [7] }, ['O3-A']],
    [{ ...march, channel_codes: ['FR'] }, ['O2-A', 'O3-A']],
    [{ ...march, channel_codes: ['FR'], only_null_channel: true }, ['O1-A']],
    [{ ...march, fulfillment_center_codes: 'EAST' }, ['O2-A']],
    [{ ...march, waiting_tax_confirmation: true }, ['O3-A']],
    [{ ...march, tax_recalculation_required_only: true }, []],
    [{ ...march, order_state_codes: [], shop_ids: [] }, ['O1-A', 'O2-A', 'O3-A']],
  ])('filters by %o', async (body, ids) => {
    const running = await start({ world: tinyWorld({ steps }) })
    await running.advanceTo(1)

    expect((await exported(running, body)).flat()).toEqual(ids)
  })

  it.each<[string, WireObject, string]>([
    ['no dates', { shop_ids: [1] }, 'At least one date range is required'],
    ['one bound', { start_date: march.start_date }, 'start_date and end_date must be used together'],
    ['the other bound', { end_update_date: march.start_date }, 'start_update_date and end_update_date must be'],
    [
      'a begin after the end',
      { start_date: march.end_date, end_date: march.start_date },
      'start_date is after end_date',
    ],
    [
      'more than a year',
      { ...march, end_date: '2027-03-01T00:00:01Z' },
      'end_date is more than a year after start_date',
    ],
    [
      'more than a month of refunds',
      { start_refund_creation_date: '2026-01-31T00:00:00Z', end_refund_creation_date: '2026-03-01T00:00:00Z' },
      'end_refund_creation_date is more than a month after',
    ],
    ['refund states without updates', { ...march, refund_state_codes: ['REFUNDED'] }, 'refund_state_codes needs'],
    [
      'refund states over two months',
      {
        start_update_date: '2026-01-01T00:00:00Z',
        end_update_date: march.start_date,
        refund_state_codes: ['REFUNDED'],
      },
      'refund_state_codes needs',
    ],
    ['a date without a time', { ...march, start_date: '2026-03-01' }, 'start_date'],
    ['a line state', { ...march, order_state_codes: ['INCIDENT_OPEN'] }, 'order_state_codes'],
    ['too small a file', { ...march, items_per_chunk: 9_999 }, 'items_per_chunk'],
    ['too light a file', { ...march, megabytes_per_chunk: 9 }, 'megabytes_per_chunk'],
    ['101 shops', { ...march, shop_ids: Array.from({ length: 101 }, (_, index) => index) }, 'shop_ids'],
  ])('is not %s', async (_name, body, words) => {
    const { status, body: answer } = await (await start()).post(path, body)

    expect([status, textOf(answer, 'message')]).toEqual([400, expect.stringContaining(words)])
  })

  it('is a whole year, and a whole month of refunds', async () => {
    const running = await start({ settings: { exportMs: 0 } })

    await begin(running, { ...march, end_date: '2027-03-01T00:00:00Z' })
    await begin(running, {
      start_refund_creation_date: '2026-01-31T00:00:00Z',
      end_refund_creation_date: '2026-02-28T00:00:00Z',
    })
  })

  it('is JSON', async () => {
    const { url } = await start()
    const headers = { authorization: 'operator-key' }
    const response = await fetch(`${url}${path}`, { method: 'POST', headers, body: '{"start' })

    expect([response.status, await response.json()]).toEqual([
      400,
      { status: 400, message: 'The body is not valid JSON' },
    ])
  })
})
