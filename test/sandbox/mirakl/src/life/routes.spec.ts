import { mkdtempSync, rmSync } from 'node:fs'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, describe, expect, it } from 'vitest'
import { createMiraklSandbox, type MiraklSandboxOptions } from '../sandbox.js'
import { tinyWorld } from '../tiny-world.js'
import { listOf } from '../wire.js'
import type { Frame, WireObject } from '../world.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const lastStep = ({ shops }: Frame): Partial<Frame> => ({
  webhooks: [{ event_type: 'ORDER', payload: [] }],
  shops: shops.map((shop) => ({ ...shop, grade: 4.5 })),
})
const world = tinyWorld({ orders: 4, shops: 2, steps: [lastStep] })

const start = async (options: Partial<MiraklSandboxOptions> = {}) => {
  const sandbox = await createMiraklSandbox({ port: 0, world, ...options })
  closing.push(() => sandbox.stop())
  const call = async (method: string, path: string, body?: unknown) => {
    const headers = { authorization: 'operator-key', 'content-type': 'application/json' }
    const sent = { method, headers, ...(body !== undefined && { body: JSON.stringify(body) }) }
    const response = await fetch(`${sandbox.url}${path}`, sent)
    return { status: response.status, body: (await response.json()) as WireObject }
  }
  const orders = async () => listOf((await call('GET', '/acme/api/orders?max=100')).body, 'orders')
  return { ...sandbox, call, orders }
}

/** Keeps what is posted; answers never unless told to. */
const receiver = async ({ answers } = { answers: true }) => {
  const bodies: string[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      bodies.push(Buffer.concat(chunks).toString())
      if (answers) response.writeHead(202).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => {
    server.closeAllConnections()
    server.close()
  })
  const url = `http://127.0.0.1:${String((server.address() as AddressInfo).port)}/in`
  return { bodies, notify: { acme: { webhook: { url, token: 't' } } } }
}

const acts = '/_sandbox/orders/acme/O1-A/acts'

describe('a living marketplace', () => {
  it('begins once the story is told to its end, webhooks included', async () => {
    const { bodies, notify } = await receiver()
    const { call, step } = await start({ notify })
    const { body } = await call('POST', '/_sandbox/life', { ordersPerHour: 30 })

    expect(body).toMatchObject({ living: true, ordersPerHour: 30 })
    expect([step(), bodies.length > 0]).toEqual([1, true])
    expect((await call('DELETE', '/_sandbox/life')).body['living']).toBe(false)
    expect((await call('POST', '/_sandbox/life', { ordersPerHour: -1 })).status).toBe(400)
  })

  it('lives as fast as its clock, and pushes what happens', async () => {
    const { bodies, notify } = await receiver()
    const { call, orders } = await start({ notify })
    await call('POST', '/_sandbox/life')
    await call('POST', '/_sandbox/clock', { advanceSeconds: 86_400 })

    expect((await orders()).length).toBe(100)
    await expect.poll(() => bodies.join()).toMatch(/"field":"STATE"/)
  })

  it('goes on by itself where nobody calls', async () => {
    const { bodies, notify } = await receiver()
    const { call } = await start({ notify })
    await call('POST', '/_sandbox/life', { ordersPerHour: 100 })
    await call('POST', '/_sandbox/clock', { speed: 36_000 })
    const before = bodies.length

    await expect.poll(() => bodies.length, { timeout: 10_000 }).toBeGreaterThan(before + 10)
  })

  it('is held up by no receiver', async () => {
    const { bodies, notify } = await receiver({ answers: false })
    const { call, orders } = await start({ notify, world: tinyWorld({ orders: 4, shops: 2 }) })
    await call('POST', '/_sandbox/life')
    await call('POST', '/_sandbox/clock', { advanceSeconds: 86_400 })

    expect((await orders()).length).toBe(100)
    await expect.poll(() => bodies.length, { timeout: 10_000 }).toBeGreaterThan(0)
    expect((await call('GET', '/_sandbox/life')).body).toMatchObject({ told: { acme: { webhooks: { accepted: 0 } } } })
  })

  it('goes on where it was, in another process', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'life-'))
    closing.push(() => {
      rmSync(folder, { recursive: true })
    })
    const statePath = join(folder, 'mirakl.json')
    const first = await start({ statePath })
    await first.call('POST', '/_sandbox/life')
    await first.call('POST', '/_sandbox/clock', { advanceSeconds: 86_400 })
    await first.call('POST', '/_sandbox/clock', { speed: 0 })
    const { body: before } = await first.call('GET', '/_sandbox/snapshot')
    const second = await start({ statePath })

    expect((await second.call('GET', '/_sandbox/snapshot')).body).toEqual(before)
    expect((await second.call('GET', '/_sandbox/life')).body).toMatchObject({ living: true, ordersPerHour: 12 })
    await second.call('POST', '/_sandbox/clock', { advanceSeconds: 86_400 })
    expect((await second.call('GET', '/_sandbox/snapshot')).body).not.toEqual(before)
  })

  it('is over after a reset, and the story tells what it told before', async () => {
    const { call, orders } = await start()
    const before = await orders()
    await call('POST', '/_sandbox/life')
    await call('POST', '/_sandbox/clock', { advanceSeconds: 86_400 })
    await call('POST', '/_sandbox/reset')

    expect(await orders()).toEqual(before)
    expect((await call('GET', '/_sandbox/life')).body['living']).toBe(false)
  })

  it('leaves what is expected of a reader of the story as it was', async () => {
    const { call } = await start()
    await call('POST', '/_sandbox/advance')
    const { body: before } = await call('GET', '/_sandbox/expected')
    await call('POST', '/_sandbox/life')
    await call('POST', '/_sandbox/clock', { advanceSeconds: 86_400 })

    expect((await call('GET', '/_sandbox/expected')).body).toEqual(before)
  })
})

describe('an act by hand', () => {
  it('is one of those that are told, is done at once, and is pushed', async () => {
    const { bodies, notify } = await receiver()
    const { call } = await start({ notify })
    const { body } = await call('GET', acts)
    expect(listOf(body, 'acts')).toContainEqual({
      act: 'ship',
      by: 'seller',
      lines: ['O1-A-1'],
      takes: ['carrier', 'tracking'],
    })

    const done = await call('POST', acts, { act: 'ship' })
    expect(done).toMatchObject({ status: 200, body: { order: { order_state: 'SHIPPED' } } })
    expect((await call('GET', '/acme/api/orders/O1-A')).body['order_state']).toBe('SHIPPED')
    await expect.poll(() => bodies.join()).toContain('"to":"SHIPPED"')
  })

  it('opens an incident that OR11 shows and the snapshot has on record', async () => {
    const { call } = await start()
    await call('POST', acts, { act: 'open-incident', line: 'O1-A-1', reason: '13' })

    expect((await call('GET', '/acme/api/orders/O1-A')).body).toMatchObject({ has_incident: true })
    const { body } = await call('GET', '/_sandbox/snapshot')
    expect(JSON.stringify(body)).toContain('"opening_reason_code":"13"')
  })

  it('is refused with what is possible instead', async () => {
    const { call } = await start()

    expect(await call('POST', acts, { act: 'receive', line: 'x' })).toMatchObject({ status: 400 })
    expect(await call('POST', acts, { act: 'validate' })).toMatchObject({
      status: 400,
      body: {
        message:
          "Cannot update the order with id 'O1-A' to status 'WAITING_ACCEPTANCE'. The order does not have the expected status 'STAGING'. Possible now: add-tracking, ship, receive, cancel, open-incident, request-refund.",
      },
    })
    expect((await call('POST', acts, { act: 'ship', speed: 3 })).status).toBe(400)
    expect((await call('GET', '/_sandbox/orders/acme/nobody/acts')).status).toBe(404)
  })
})
