import { createHmac } from 'node:crypto'
import { existsSync, readFileSync } from 'node:fs'
import { Agent, type IncomingMessage, request } from 'node:http'
import { dirname, resolve } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { httpOf, listen, type Listening, onlyReaders, type Service, silentLog } from '@concord/runtime'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createAccept } from '../../accept.js'
import { type DatabaseUnderTest, onPostgres, testVault } from '../../testing/databases.js'
import { programPassword, programToken, relaySecret, relayToken, signingSecret } from '../../testing/door.js'
import { spoiltBody } from '../../testing/mutations.js'
import { rawOrder, rawReturn, rawSalesOrder, rawShop } from '../../testing/raw.js'
import type { Tables } from '../tables.js'
import { schema } from '../tables.js'
import { postgresHints } from '../postgres-hints.js'
import { postgresJournal } from '../postgres-journal.js'
import { gatewayRoutes } from './routes.js'

const rounds = 80
const postsPerRound = 12
/** What may be left in memory after all of it, beyond what was there after the first rounds. */
const growthLimitBytes = 16 * 1024 * 1024

const hint = { id: 'O1', type: 'UPDATE', details: { changes: [{ field: 'STATE', from: 'SHIPPING', to: 'SHIPPED' }] } }
const event = (data: unknown) => ({ specversion: '1.0', id: 'e1', source: '/m', type: 't', data })
const pushed = (data: unknown) => ({
  message: { data: Buffer.from(JSON.stringify(data)).toString('base64'), messageId: '1', attributes: {} },
  subscription: 'projects/p/subscriptions/s',
})
const grid = (data: unknown) => ({ id: '1', topic: '/t', subject: 's', eventType: 't', dataVersion: '1', data })
const told = { eventId: 'e1', revision: 1, name: 'message.read', payload: {}, timestamp: '2026-03-01T12:00:00Z' }
const optOut = { email: 'ada@example.org', event: 'unsubscribed', at: '2026-03-01T12:00:00Z' }

const samplesFolder = resolve(dirname(fileURLToPath(import.meta.url)), '../../../../../../shared/reference/samples')
/** The vendors' own examples, where they lie beside the project. */
const samplesOf = (...names: readonly string[]): readonly unknown[] =>
  names
    .map((name) => `${samplesFolder}/${name}.json`)
    .filter((path) => existsSync(path))
    .map((path) => JSON.parse(readFileSync(path, 'utf8')) as unknown)

const samples = {
  webhook: [
    hint,
    { event_type: 'ORDER', payload: [hint, hint] },
    ...samplesOf('mirakl/webhook-order-state-update.reconstructed', 'mirakl/webhook-order-shipments.fedex-unit-test'),
  ],
  records: [
    rawOrder(),
    { orders: [rawOrder(), rawOrder({ order_id: 'O2' })] },
    { shops: [rawShop()] },
    { data: [rawReturn()] },
    [rawOrder(), rawShop(), rawReturn(), hint],
    event(rawOrder()),
    [event(rawOrder()), event({ shops: [rawShop()] })],
    pushed(rawOrder()),
    pushed(hint),
    [grid(rawOrder()), grid(hint)],
    [grid({ validationCode: 'code' })],
    ...samplesOf(
      'mirakl/or11-operator-doc-example',
      'mirakl/rt11-returns-doc-example',
      'mirakl/s20-shops.constructed-with-metrics',
    ),
  ],
  salesOrder: [rawSalesOrder(), [rawSalesOrder(), rawSalesOrder({ commercial_id: 'C2', consent: null })]],
  dotdigital: [
    told,
    [told, told],
    optOut,
    [optOut, optOut],
    ...samplesOf('dotdigital/cpaas-webhook-event.message-sent.partial'),
  ],
}

const paths = {
  webhook: '/v1/mirakl/north/webhooks',
  records: '/v1/records/north',
  salesOrder: '/v1/sales-orders/north',
  dotdigital: '/v1/dotdigital/main/webhooks',
} as const
type WayName = keyof typeof paths
type Sent = Record<string, string | string[]>

const standard = (body: Buffer): Sent => {
  const timestamp = String(Math.floor(Date.now() / 1_000))
  const key = Buffer.from(relaySecret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`m.${timestamp}.`).update(body).digest('base64')
  return { 'webhook-id': 'm', 'webhook-timestamp': timestamp, 'webhook-signature': `v1,${signature}` }
}
const relays = [standard, () => ({ authorization: `Bearer ${relayToken}` })]
/** How each way is proven; what comes in is garbage of known senders, most of the time. */
const proofs: Readonly<Record<WayName, readonly ((body: Buffer) => Sent)[]>> = {
  webhook: [() => ({ authorization: 'token now' })],
  records: relays,
  salesOrder: relays,
  dotdigital: [
    (body) => ({ 'x-comapi-signature': createHmac('sha1', signingSecret).update(body).digest('hex') }),
    () => ({ 'x-api-key': programToken }),
    () => ({ authorization: `Basic ${btoa(`${programPassword.user}:${programPassword.password}`)}` }),
  ],
}

const oddText = fc.oneof(
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }),
  fc.constantFrom(
    '',
    ',',
    '\u00ff\u00fe',
    'a'.repeat(4_000),
    '%00',
    '__proto__',
    'Bearer',
    'Basic !!',
    'v1,',
    '0'.repeat(20),
  ),
)
const mediaTypes = [
  ...Array.from({ length: 10 }, () => 'application/json'),
  ...['application/json; charset=utf-16', 'text/plain', 'x'],
  ...[
    'application/cloudevents+json',
    'application/cloudevents-batch+json',
    'application/vnd.x+json',
    'application/JSON;;;',
  ],
]
const oddHeaders = fc.dictionary(
  fc.constantFrom(
    ...['authorization', 'webhook-id', 'webhook-timestamp', 'webhook-signature', 'x-comapi-signature', 'x-api-key'],
    ...[
      'content-encoding',
      'content-type',
      'traceparent',
      'ce-id',
      'ce-specversion',
      'ce-source',
      'ce-type',
      'ce-time',
    ],
    ...['aeg-event-type', 'webhook-request-origin', 'expect', 'x-forwarded-for', 'cookie', 'accept'],
  ),
  oddText,
  { maxKeys: 2 },
)

const aPost = fc
  .constantFrom<WayName>('webhook', 'records', 'records', 'records', 'salesOrder', 'dotdigital')
  .chain((way) =>
    fc.record({
      way: fc.constant(way),
      body: spoiltBody(samples[way]),
      prove: fc.constantFrom(...proofs[way]),
      isProven: fc.nat(9).map((dice) => dice > 0),
      type: fc.option(fc.constantFrom(...mediaTypes)),
      grid: fc.constantFrom(undefined, undefined, undefined, 'Notification', 'SubscriptionValidation', '?'),
      odd: fc.oneof({ weight: 3, arbitrary: fc.constant({}) }, oddHeaders),
      query: fc.constantFrom('', '', '', '?token=', '?token=a&token=b', '?api_key[x]=1', '?%', '?__proto__=1'),
      method: fc.nat(14).map((dice) => ['OPTIONS', 'PUT', 'GET'][dice] ?? 'POST'),
      address: fc.ipV4(),
    }),
  )
type APost = typeof aPost extends fc.Arbitrary<infer P> ? P : never

interface Answered {
  readonly status: number
  readonly type: string
  readonly text: string
}

let held: DatabaseUnderTest
let server: Listening
let journal: ReturnType<typeof postgresJournal>
const agent = new Agent({ keepAlive: true, maxSockets: postsPerRound })

beforeAll(async () => {
  held = await onPostgres()
  const db = held.database.schema<Tables>(schema)
  const now = () => new Date()
  journal = postgresJournal({ db, vault: testVault, now })
  const senders = { signingSecrets: [signingSecret], tokens: [programToken], password: programPassword }
  const credentials = { webhookTokens: ['token now'], relaySecrets: [relaySecret], relayTokens: [relayToken] }
  const http = gatewayRoutes({
    accept: createAccept({ journal, now, dueAfterMs: 60_000 }),
    hints: postgresHints(db, now),
    ...{ journal, now, polls: { cycles: async () => [] }, readers: onlyReaders(undefined), others: [] },
    credentialsOf: (name) => (name === 'north' ? credentials : undefined),
    dotdigitalSendersOf: (name) => (name === 'main' ? senders : undefined),
    hash: testVault.hash,
    limits: { postsPerMinute: 10_000_000, trustedProxies: 1 },
    wakeRelay: () => undefined,
    log: silentLog,
  })
  const idle = { start: async () => undefined, stop: async () => undefined, status: async () => ({}) }
  const service: Service = { name: 'ingest-gateway', http, ...idle }
  server = await listen(httpOf(service, silentLog, onlyReaders(undefined)), 0)
})
afterAll(async () => {
  agent.destroy()
  await server.close()
  await held.close()
})

const send = ({ way, body, prove, isProven, type, grid: aeg, odd, query, method, address }: APost): Promise<Answered> =>
  new Promise((resolve, reject) => {
    const headers: Sent = {
      'x-forwarded-for': address,
      ...(type === null ? {} : { 'content-type': type }),
      ...(body.encoding === undefined ? {} : { 'content-encoding': body.encoding }),
      ...(aeg === undefined ? {} : { 'aeg-event-type': aeg }),
      ...odd,
      ...(isProven ? prove(body.bytes) : {}),
      'content-length': String(body.bytes.length),
    }
    const call = request(`${server.url}${paths[way]}${query}`, { method, agent, headers })
    call.on('error', reject)
    call.on('response', (response: IncomingMessage) => {
      const { statusCode = 0, headers: answered } = response
      text(response).then(
        (whole) => resolve({ status: statusCode, type: answered['content-type'] ?? '', text: whole }),
        reject,
      )
    })
    call.end(body.bytes)
  })

const allowed = new Set([200, 202, 204, 400, 401, 405, 413, 415, 417])

const isInOrder = ({ status, type, text: whole }: Answered): void => {
  expect(allowed).toContain(status)
  if (status < 300) return
  expect(type).toMatch(/^application\/problem\+json/)
  expect(JSON.parse(whole)).toMatchObject({ status, title: expect.any(String), detail: expect.stringMatching(/./) })
}

const collected = (): number => {
  setFlagsFromString('--expose-gc')
  const collect = runInNewContext('gc') as () => void
  collect()
  collect()
  return process.memoryUsage().heapUsed
}

it('answers whatever is posted in order, stores all it accepts, and keeps no memory of it', async () => {
  const statuses = new Map<number, number>()
  let [round, before] = [0, 0]
  await fc.assert(
    fc.asyncProperty(fc.array(aPost, { minLength: postsPerRound, maxLength: postsPerRound }), async (posts) => {
      const answers = await Promise.all(posts.map(send))
      answers.forEach(isInOrder)
      for (const { status } of answers) statuses.set(status, (statuses.get(status) ?? 0) + 1)
      round += 1
      if (round === rounds / 4) before = collected()
    }),
    { numRuns: rounds, endOnFailure: true },
  )
  const growth = collected() - before
  const { received, shares } = await journal.conservation()

  expect(shares.reduce((sum, { count }) => sum + count, 0)).toBe(received)
  expect(received).toBeGreaterThan(rounds)
  for (const status of [202, 400, 401, 405, 413, 415]) expect(statuses.get(status) ?? 0).toBeGreaterThan(0)
  expect(growth).toBeLessThan(growthLimitBytes)
}, 60_000)
