import { describe, expect, it } from 'vitest'
import { start, texts, type Running } from './testing/start.js'
import { tinyWorld } from './tiny-world.js'
import { textOf } from './wire.js'
import type { WireObject } from './world.js'

const orders = '/acme/api/orders?start_update_date=2026-03-01T00:00:00Z'

/** Status, and the seconds to wait where there are any. */
const ask = async ({ get }: Running, path: string, key?: string): Promise<readonly [number, string | null]> => {
  const { status, headers } = await get(path, key)
  return [status, headers.get('retry-after')]
}

describe('allowances', () => {
  it('are off unless switched on', async () => {
    const running = await start()

    for (let call = 0; call < 3; call += 1) expect(await ask(running, orders)).toEqual([200, null])
  })

  it.each([
    ['default', 60],
    ['external-partner', 900],
  ])('of OR11 are, for %s, one poll in %i seconds by the clock of the sandbox', async (allowances, seconds) => {
    const running = await start({ settings: { allowances: allowances as 'default' } })
    const [first, second] = [await ask(running, orders), await ask(running, orders)]
    await running.pass(seconds - 10)
    const third = await ask(running, orders)
    await running.pass(10)

    expect([first, second, third]).toEqual([
      [200, null],
      [429, String(seconds)],
      [429, '10'],
    ])
    expect(await ask(running, orders)).toEqual([200, null])
  })

  it('are refused in the words of the vendor', async () => {
    const running = await start({ settings: { allowances: 'default' } })
    await running.get(orders)
    const message = 'Too many requests: OR11 may be called once in 60 seconds'

    expect((await running.get(orders)).body).toEqual({ status: 429, message })
    await running.set({ errorShape: 'code' })
    expect((await running.get(orders)).body).toEqual({ code: 429, message })
  })

  it('let a walk through the pages go on, but begin no other', async () => {
    const world = tinyWorld({ orders: 25, returns: 25 })
    const running = await start({ world, settings: { allowances: 'default' } })
    const walk = [orders, `${orders}&offset=10`, `${orders}&offset=20&max=10`]
    const seen = []
    for (const path of walk) seen.push(await ask(running, path))
    const { body } = await running.get('/acme/api/returns')

    expect(seen).toEqual(walk.map(() => [200, null]))
    expect(await ask(running, '/acme/api/orders?offset=10')).toEqual([429, '60'])
    expect(await ask(running, `/acme/api/returns?page_token=${textOf(body, 'next_page_token')}`)).toEqual([200, null])
    expect(await ask(running, '/acme/api/returns')).toEqual([429, '300'])
  })

  it('are counted by credential', async () => {
    const running = await start({ settings: { allowances: 'default' } })

    expect(await ask(running, orders)).toEqual([200, null])
    expect(await ask(running, orders, 'seller-key')).toEqual([200, null])
    expect(await ask(running, orders, 'Bearer operator-key')).toEqual([429, '60'])
    expect((await ask(running, orders, 'nobody'))[0]).toBe(401)
  })

  it.each(['order_ids=O1-A', 'commercial_ids=O1', 'customer_ids=C1'])(
    'leave orders alone that a page displays: %s',
    async (query) => {
      const running = await start({ settings: { allowances: 'default' } })

      for (let call = 0; call < 3; call += 1)
        expect(await ask(running, `/acme/api/orders?${query}`)).toEqual([200, null])
    },
  )

  it('of OR31 are five calls in a second', async () => {
    const running = await start({ settings: { allowances: 'default' } })
    await running.post('/_sandbox/clock', { speed: 0 })
    const write = async () => (await running.put('/acme/api/orders/O1-A/additional_fields', {})).status
    const six = []
    for (let call = 0; call < 6; call += 1) six.push(await write())
    await running.pass(1)

    expect(six).toEqual([200, 200, 200, 200, 200, 429])
    expect(await write()).toBe(200)
  })

  it('of exports are counted by what is exported, by export and by file', async () => {
    const running = await start({ settings: { allowances: 'default', exportMs: 0 } })
    await running.post('/_sandbox/clock', { speed: 0 })
    const created = { start_date: '2026-03-01T00:00:00Z', end_date: '2026-03-02T00:00:00Z' }
    const updated = { start_update_date: created.start_date, end_update_date: created.end_date }
    const path = '/acme/api/orders/async-export'
    const begin = async (body: WireObject) => {
      const answer = await running.post(path, body)
      return { ...answer, id: textOf(answer.body, 'tracking_id'), wait: answer.headers.get('retry-after') }
    }
    const [full, differential] = [await begin(created), await begin(updated)]
    const again = [await begin(created), await begin(updated)]
    const status = await running.get(`${path}/status/${full.id}`)
    const [file = ''] = texts(status.body, 'urls')

    expect([full.status, differential.status, ...again.map((each) => each.wait)]).toEqual([200, 200, '86400', '300'])
    expect(await ask(running, `${path}/status/${full.id}`)).toEqual([429, '2'])
    expect(await ask(running, `${path}/status/${differential.id}`)).toEqual([200, null])
    expect(await ask(running, file)).toEqual([200, null])
    expect(await ask(running, file)).toEqual([429, null])
  })

  it.each(['additional_fields', 'channels', 'currencies'])('of %s are one call a day', async (name) => {
    const running = await start({ settings: { allowances: 'default' } })

    expect(await ask(running, `/acme/api/${name}`)).toEqual([200, null])
    expect(await ask(running, `/acme/api/${name}`)).toEqual([429, '86400'])
  })

  it('can be set for an operation alone, or lifted', async () => {
    const running = await start({ settings: { callSeconds: { OR11: 10, S20: 5 } } })

    expect(await ask(running, orders)).toEqual([200, null])
    expect(await ask(running, orders)).toEqual([429, '10'])
    expect(await ask(running, '/acme/api/shops')).toEqual([200, null])
    expect(await ask(running, '/acme/api/shops')).toEqual([429, '5'])
    await running.set({ allowances: 'default', callSeconds: { OR11: 0 } })
    expect(await ask(running, orders)).toEqual([200, null])
    expect(await ask(running, '/acme/api/shops')).toEqual([200, null])
    expect((await running.set({ callSeconds: { OR99: 1 } })).status).toBe(400)
  })

  it('are all there again after a reset', async () => {
    const running = await start({ settings: { allowances: 'default' } })
    await running.get(orders)
    await running.post('/_sandbox/reset')

    expect(await ask(running, orders)).toEqual([200, null])
  })

  it('hold nobody longer where the clock goes wrong', async () => {
    const running = await start({ settings: { allowances: 'default' } })
    await running.get(orders)
    await running.post('/_sandbox/clock', { skewSeconds: -3600 })

    expect(await ask(running, orders)).toEqual([429, '60'])
  })
})
