import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { createServer, type IncomingHttpHeaders } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Webhook } from 'standardwebhooks'
import { afterEach, describe, expect, it } from 'vitest'
import { createMiraklSandbox, type MiraklSandboxOptions } from './sandbox.js'
import { tinyWorld } from './tiny-world.js'
import { deliveriesOf } from './webhooks.js'
import type { Frame, WireObject } from './world.js'

const closing: (() => unknown)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).reverse()) await close()
})

const start = async (options: Partial<MiraklSandboxOptions>) => {
  const sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld(), ...options })
  closing.push(() => sandbox.stop())
  const json = async (path: string, init?: RequestInit) =>
    (await (await fetch(`${sandbox.url}${path}`, init)).json()) as never
  return { ...sandbox, json }
}

interface Post {
  readonly headers: IncomingHttpHeaders
  readonly body: string
}

/** A receiver that answers with `statuses` in turn, then 202. */
const receiver = async (statuses: number[] = []) => {
  const posts: Post[] = []
  const server = createServer((request, response) => {
    const chunks: Buffer[] = []
    request.on('data', (chunk: Buffer) => chunks.push(chunk))
    request.on('end', () => {
      posts.push({ headers: request.headers, body: Buffer.concat(chunks).toString() })
      response.writeHead(statuses.shift() ?? 202).end()
    })
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  closing.push(() => server.close())
  return { posts, url: `http://127.0.0.1:${(server.address() as AddressInfo).port}/in` }
}

const hint = (id: string): WireObject => ({
  event_type: 'ORDER',
  payload: [{ id, type: 'UPDATE', details: { changes: [] } }],
})
const shipped = ({ orders }: Frame): Partial<Frame> => ({
  orders: orders.map((order, index) =>
    index === 0 ? { ...order, order_state: 'SHIPPED', last_updated_date: '2026-03-02T10:00:00Z' } : order,
  ),
})
const secret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`

describe('the step', () => {
  const threeSteps = tinyWorld({ steps: [shipped, () => ({})] })

  it('shows the frame of the step, and a marketplace that ran out stays at its last', async () => {
    const { advanceTo, json, step } = await start({ world: threeSteps })
    await advanceTo(2)

    expect(step()).toBe(2)
    const order = await json('/acme/api/orders/O1-A', { headers: { authorization: 'operator-key' } })
    expect(order).toMatchObject({ order_state: 'SHIPPED' })
  })

  it('outlives a restart, and a write cut short', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'sandbox-'))
    closing.push(() => {
      rmSync(folder, { recursive: true })
    })
    const statePath = join(folder, 'state.json')
    const before = await start({ world: threeSteps, statePath })
    await before.advanceTo(1)
    writeFileSync(`${statePath}.new`, '{"st')
    const after = await start({ world: threeSteps, statePath })

    expect(after.step()).toBe(1)
    await after.advanceTo(2)
    expect(after.step()).toBe(2)
  })

  it('only goes forward, and reset starts over', async () => {
    const { advanceTo, json, step } = await start({ world: threeSteps })
    await json('/_sandbox/advance', { method: 'POST' })
    expect(step()).toBe(1)
    await expect(advanceTo(0)).rejects.toThrow('only goes forward')
    await expect(advanceTo(3)).rejects.toThrow('ends at step 2')

    expect(await json('/_sandbox/reset', { method: 'POST' })).toMatchObject({ step: 0, lastStep: 2 })
    expect(await json('/_sandbox/state')).toMatchObject({ marketplaces: { acme: { orders: 3, shops: 1, returns: 1 } } })
  })

  it('expects each version once: ids and contents, up to the step', async () => {
    const { advanceTo, json } = await start({ world: threeSteps })
    expect(await json('/_sandbox/expected')).toMatchObject({
      marketplaces: { acme: { orders: { ids: 3, versions: 3 } } },
    })
    await advanceTo(2)

    expect(await json('/_sandbox/expected')).toMatchObject({
      step: 2,
      marketplaces: {
        acme: { orders: { ids: 3, versions: 4 }, returns: { ids: 1, versions: 1 }, shops: { ids: 1, versions: 1 } },
      },
    })
  })
})

describe('webhooks', () => {
  const hints = Array.from({ length: 12 }, (_, index) => hint(`O${index}-A`))
  const world = tinyWorld({ steps: [() => ({ webhooks: hints })] })

  it('post every body with the token verbatim, some twice, and count them', async () => {
    const { posts, url } = await receiver()
    const { advanceTo, json } = await start({ world, notify: { acme: { webhook: { url, token: 's3cret token' } } } })
    await advanceTo(1)

    expect(new Set(posts.map(({ body }) => body))).toEqual(new Set(hints.map((body) => JSON.stringify(body))))
    expect(new Set(posts.map(({ headers }) => headers.authorization))).toEqual(new Set(['s3cret token']))
    expect(posts.length).toBeGreaterThan(hints.length)
    expect(await json('/_sandbox/expected')).toMatchObject({
      marketplaces: {
        acme: { deliveries: { webhooks: { planned: 12, posted: posts.length, accepted: posts.length } } },
      },
    })
  })

  it('come in the same order every time, and not always in the order of the story', () => {
    const drawn = Array.from({ length: 8 }, (_, seed) => deliveriesOf(hints, String(seed)))

    expect(drawn).toEqual(Array.from({ length: 8 }, (_, seed) => deliveriesOf(hints, String(seed))))
    expect(new Set(drawn.map(([first]) => first))).toEqual(new Set([hints[0], hints[11]]))
  })

  it('are not tried again, and a dead receiver does not stop the story', async () => {
    const notify = { acme: { webhook: { url: 'http://127.0.0.1:1/', token: 't' } } }
    const { advanceTo, json } = await start({ world, notify })
    await advanceTo(1)

    expect(await json('/_sandbox/expected')).toMatchObject({
      marketplaces: { acme: { deliveries: { webhooks: { planned: 12, accepted: 0 } } } },
    })
  })
})

describe('relay posts', () => {
  const world = tinyWorld({ steps: [(before) => ({ ...shipped(before), relayed: ['O1-A'] })] })
  const verified = ({ headers, body }: Post): unknown =>
    new Webhook(secret).verify(body, headers as Record<string, string>)

  it('carry the whole order of that step under a signature that the official library verifies', async () => {
    const { posts, url } = await receiver()
    const { advanceTo } = await start({ world, notify: { acme: { relay: { url, secret } } } })
    await advanceTo(1)

    expect(posts.map(verified)).toMatchObject([
      { order_id: 'O1-A', order_state: 'SHIPPED', order_lines: [{ quantity: 2 }] },
    ])
    expect(posts.map(({ headers }) => headers.authorization)).toEqual([undefined])
  })

  it('are tried again under the same id until they are accepted', async () => {
    const { posts, url } = await receiver([500, 503])
    const { advanceTo, json } = await start({ world, notify: { acme: { relay: { url, secret } } } })
    await advanceTo(1)

    expect(posts.map(verified)).toHaveLength(3)
    expect(new Set(posts.map(({ headers }) => headers['webhook-id'])).size).toBe(1)
    expect(await json('/_sandbox/expected')).toMatchObject({
      marketplaces: { acme: { deliveries: { relay: { planned: 1, posted: 3, accepted: 1, givenUp: 0 } } } },
    })
  })

  it('are given up at once when the sandbox stops', async () => {
    const { posts, url } = await receiver(Array.from({ length: 99 }, () => 500))
    const sandbox = await createMiraklSandbox({ port: 0, world, notify: { acme: { relay: { url, secret } } } })
    const advanced = sandbox.advanceTo(1)
    await expect.poll(() => posts.length).toBeGreaterThan(0)
    await sandbox.stop()

    await advanced
    expect(posts.length).toBeLessThan(10)
  })
})
