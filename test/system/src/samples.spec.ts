import { createHash } from 'node:crypto'
import { existsSync, mkdtempSync, readFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseConcordConfig } from '@concord/runtime'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, type WireObject } from '@concord/sandbox-mirakl'
import { booksOf, openDataFolder, type Running, startEmbedded } from '@concord/standalone'
import { freePort, waitFor } from '@concord/testing'
import { Webhook } from 'standardwebhooks'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { getJson } from './embedded-run.js'

const samples = fileURLToPath(new URL('../../../../shared/reference/samples/mirakl/', import.meta.url))
const read = (name: string): Record<string, readonly WireObject[]> =>
  JSON.parse(readFileSync(join(samples, name), 'utf8')) as Record<string, readonly WireObject[]>

const relaySecret = `whsec_${Buffer.from('a secret of thirty-two bytes ...').toString('base64')}`

const config = `
marketplaces:
  acme: { account: main, links: { order: 'https://acme.example.com/orders/{orderId}', media: 'https://acme.example.com' }, calls: unrestricted, poll: { ordersEverySeconds: 1, returnsEverySeconds: 1, sellersEverySeconds: 1 } }
  relayed: { account: main, links: { order: 'https://relayed.example.com/orders/{orderId}' }, calls: unrestricted, poll: { ordersEverySeconds: 1, returnsEverySeconds: 1, sellersEverySeconds: 1 } }
accounts:
  main: { newContacts: unsubscribed, batch: { maxAgeSeconds: 0, reportsEverySeconds: 0.2 }, suppressionsEverySeconds: 1 }
`

interface Told {
  readonly versions: readonly { state: string; reason: string; owner: string; sentence: string; detail?: string }[]
}

describe.skipIf(!existsSync(samples))(`the vendor's own examples (skipped where ../shared is missing)`, () => {
  let running: Running
  let stop = (): Promise<void> => Promise.resolve()

  beforeAll(async () => {
    ;({ running, stop } = await start())
    const post = (name: string) => relay(running.urls.gateway, readFileSync(join(samples, name), 'utf8'))
    expect(await post('or11-seller-doc-example.json')).toMatchObject({ accepted: 1 })
    expect(await post('or11-seller-leroymerlin-2023-auto-received.normalized-redacted.partial.json')).toMatchObject({
      quarantined: 1,
    })
    expect(await post('s20-shops.paypal-hyperwallet-2022.redacted.json')).toMatchObject({ accepted: 2 })
    const books = booksOf(running.urls)
    const since = new Date()
    await waitFor(() => books.isPolledSince(since, ['acme', 'relayed']), { limitMs: 30_000, what: 'a poll' })
    await waitFor(() => books.isSettled(), { limitMs: 60_000, everyMs: 200, what: 'the examples to settle' })
  })
  afterAll(() => stop())

  const told = (key: string): Promise<Told> => getJson(`${running.urls.monitor}/v1/records/${encodeURIComponent(key)}`)

  it('operator OR11 is polled and delivered', async () => {
    expect((await told('acme:order:Order_00010-A')).versions).toEqual([
      expect.objectContaining({
        state: 'delivered',
        sentence: 'Dotdigital holds record acme:order:Order_00010-A in this version.',
      }),
    ])
  })

  it('operator OR11 with every field is delivered or waits, with its sentence', async () => {
    const [newest] = (await told('acme:order:string')).versions
    expect(newest).toMatchObject({ state: 'waiting', reason: 'identity', owner: 'cx' })
    expect(newest?.sentence).toMatch(/^Record acme:order:string has no address/)
  })

  it('seller OR11, relayed, waits for an address, since its only one is a proxy', async () => {
    const [newest] = (await told('relayed:order:Order_00010-A')).versions
    expect(newest).toMatchObject({ state: 'waiting', reason: 'identity', owner: 'cx' })
    expect(newest?.sentence).toContain('relayed:order:Order_00010-A')
  })

  it('a seller OR11 without its ids is quarantined, every fault named', async () => {
    const { shares } = await getJson<{ shares: { state: string; count: number }[] }>(
      `${running.urls.gateway}/v1/conservation`,
    )
    expect(shares).toContainEqual({ state: 'quarantined', reason: 'invalid', count: 1 })

    const [raw] = read('or11-seller-leroymerlin-2023-auto-received.normalized-redacted.partial.json')['orders'] ?? []
    const key = `relayed:order:unnamed-${createHash('sha256').update(JSON.stringify(raw)).digest('hex').slice(0, 16)}`
    const [newest] = (await told(key)).versions
    expect(newest).toMatchObject({ state: 'quarantined', reason: 'invalid', owner: 'operations' })
    expect(newest?.sentence).toMatch(
      /^Record relayed:order:unnamed-.* does not have the shape Mirakl documents: .*order_id/,
    )
    expect(newest?.sentence).toContain('order_state')
  })

  it.each([0, 1])('S20 shop %i is delivered', async (index) => {
    const shop = read('s20-shops.paypal-hyperwallet-2022.redacted.json')['shops']?.[index]
    const [newest] = (await told(`relayed:seller:${JSON.stringify(shop?.['shop_id'])}`)).versions
    expect(newest).toMatchObject({ state: 'delivered', reason: 'published' })
  })

  it('returns without their orders wait for them', async () => {
    const returns = read('rt11-returns-doc-example.json')['data'] ?? []
    for (const { id } of returns) {
      expect((await told(`acme:return:${id as string}`)).versions).toEqual([
        expect.objectContaining({ state: 'waiting', reason: 'order', owner: 'concord' }),
      ])
    }
  })

  it('no sentence has a blank left', async () => {
    for (const key of ['acme:order:Order_00010-A', 'acme:order:string', 'relayed:order:Order_00010-A']) {
      for (const { sentence } of (await told(key)).versions) expect(sentence).not.toMatch(/[{}]/)
    }
  })
})

const relay = async (gatewayUrl: string, body: string): Promise<unknown> => {
  const [id, at] = [`msg_${body.length}`, new Date()]
  const headers = {
    'content-type': 'application/json',
    'webhook-id': id,
    'webhook-timestamp': String(Math.floor(at.getTime() / 1_000)),
    'webhook-signature': new Webhook(relaySecret).sign(id, at, body),
  }
  const response = await fetch(`${gatewayUrl}/v1/records/relayed`, { method: 'POST', headers, body })
  expect(response.status).toBe(202)
  return response.json()
}

/** One marketplace that answers with the examples, one that is empty and only posts. */
const start = async (): Promise<{ running: Running; stop: () => Promise<void> }> => {
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'concord-')), 1, new Date())
  const place = { timezone: 'Europe/Paris', apiKey: 'key', sellerKey: 'seller-key', channels: [] }
  const frame = { at: folder.world.anchor.toISOString(), webhooks: [], relayed: [] }
  const examples = {
    ...frame,
    orders: ['or11-operator-doc-example.json', 'or11-operator-doc-auto-allfields.json'].flatMap(
      (name) => read(name)['orders'] ?? [],
    ),
    shops: read('s20-shops.constructed-with-metrics.json')['shops'] ?? [],
    returns: read('rt11-returns-doc-example.json')['data'] ?? [],
  }
  const nothing = { ...frame, orders: [], shops: [], returns: [] }
  const marketplaces = [
    { id: 'acme', name: 'Acme', ...place, frames: [examples] },
    { id: 'relayed', name: 'Relayed', ...place, frames: [nothing] },
  ]
  const mirakl = await createMiraklSandbox({ port: 0, world: { seed: 1, anchor: frame.at, marketplaces } })
  const dotdigital = await createDotdigitalSandbox({ port: 0 })
  const connection = (id: string) =>
    ({
      url: `${mirakl.url}/${id}`,
      credentials: { apiKey: 'key', scheme: 'raw' },
      webhookTokens: [],
      relaySecrets: [relaySecret],
    }) as const
  const running = await startEmbedded({
    folder,
    config: parseConcordConfig(config),
    marketplaces: { acme: connection('acme'), relayed: connection('relayed') },
    accounts: { main: { url: dotdigital.url, user: 'user', password: 'password' } },
    ports: { gateway: await freePort(), publisher: 0, monitor: 0 },
    pace: { dueAfterMs: 60_000, hintsEveryMs: 500 },
  })
  return {
    running,
    stop: () =>
      running
        .stop()
        .then(() => mirakl.stop())
        .then(() => dotdigital.stop()),
  }
}
