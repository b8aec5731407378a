import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createDotdigitalSandbox } from '@concord/sandbox-dotdigital'
import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { booksOf, type Distributed, openDataFolder, startDistributed } from '@concord/standalone'
import { freePort, freshDatabase, provisionServers, waitFor } from '@concord/testing'
import pg from 'pg'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { getJson } from './embedded-run.js'

const mapping = `
marketplaces:
  acme:
    account: main
    links: { order: 'https://acme.example.com/orders/{orderId}' }
    calls: unrestricted
    poll: { ordersEverySeconds: 1, returnsEverySeconds: 60, sellersEverySeconds: 60 }
accounts:
  main: { newContacts: unsubscribed, batch: { maxAgeSeconds: 1, reportsEverySeconds: 0.25 } }
`
const orders = 40
/** More than are mended at once. */
const tampered = Array.from({ length: 25 }, (_none, nth) => `acme-O${nth + 1}-A`)
const olga = 'the-token-of-whoever-mends'
const user = { user: 'apiuser@example.com', password: 'sandbox' }

type Standing = Readonly<Record<string, { readonly json: object; readonly ownerContactId: number }>>

const closing: (() => unknown)[] = []
let running: Distributed
let database: pg.Client
let dotdigitalUrl: string

beforeAll(async () => {
  // Others on a broker that is shared would have a part in its queues.
  const servers = await provisionServers(['rabbitmq', 'redis'], {
    env: { ...process.env, RABBITMQ_URL: '', REDIS_URL: '' },
  })
  closing.push(() => servers.stop())
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  closing.push(drop)
  const path = mkdtempSync(join(tmpdir(), 'concord-killed-'))
  closing.push(() => rmSync(path, { recursive: true }))
  const folder = openDataFolder(path, 1, new Date())
  writeFileSync(join(path, 'concord.yaml'), mapping)
  const mirakl = await createMiraklSandbox({ port: 0, world: tinyWorld({ orders }) })
  closing.push(() => mirakl.stop())
  const dotdigital = await createDotdigitalSandbox({ port: 0, world: {}, ...user })
  closing.push(() => dotdigital.stop())
  dotdigitalUrl = dotdigital.url
  const [gatewayPort, publisherPort] = [await freePort(), await freePort()]
  const nowhere = { start: async () => undefined, stop: async () => undefined }
  running = await startDistributed({
    ...{ folder, gatewayPort, publisherPort },
    servers: { ...servers, postgres: { url, ...nowhere } },
    sandboxes: {
      marketplaces: {
        acme: {
          url: `${mirakl.url}/acme`,
          credentials: { apiKey: 'operator-key', scheme: 'raw' },
          ...{ webhookTokens: [folder.secrets.webhookToken], relaySecrets: [folder.secrets.relaySecret] },
        },
      },
      accounts: { main: { url: dotdigitalUrl, ...user } },
    },
    environment: {
      ...{ CONCORD_CONFIG: join(path, 'concord.yaml'), OPERATOR_TOKEN: 'the-token-of-programs', RECONCILE_AT: 'never' },
      API_TOKENS: `Olga:operator:${olga}`,
      GATEWAY_URL: `http://127.0.0.1:${gatewayPort}`,
      PUBLISHER_URL: `http://127.0.0.1:${publisherPort}`,
    },
  })
  closing.push(() => running.stop())
  database = new pg.Client({ connectionString: url })
  await database.connect()
  closing.push(() => database.end())
  const books = booksOf(running.urls, running.token)
  const isWritten = async () => Object.keys(await standing()).length === orders
  await waitFor(async () => (await isWritten()) && (await books.isSettled()), {
    limitMs: 60_000,
    what: 'all to settle',
  })
})
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

/** Records of orders in Dotdigital, by key. */
const standing = async (): Promise<Standing> => {
  const { records } = await getJson<{ records: { Orders?: Standing } }>(`${dotdigitalUrl}/_sandbox/state`)
  return records.Orders ?? {}
}
const ask = async <T>(path: string, body?: object): Promise<T> => {
  const post = body === undefined ? {} : { method: 'POST', body: JSON.stringify(body) }
  const headers = { authorization: `Bearer ${olga}`, 'content-type': 'application/json' }
  const response = await fetch(`${running.urls.monitor}/v1/reconciliations${path}`, { headers, ...post })
  if (!response.ok) throw new Error(`${path} answered ${response.status}: ${await response.text()}`)
  return (await response.json()) as T
}

/**
 * Ends dd-publisher as a power cut would, between two rounds: what a round had taken is nobody's for five minutes.
 *
 * @param isMidway asked of the database while the process stands still
 */
const killPublisher = async (isMidway: string): Promise<void> => {
  const { pid } = running.processOf('dd-publisher')
  const stop = async (): Promise<boolean> => {
    process.kill(pid ?? 0, 'SIGSTOP')
    const { rows } = await database.query<{ is_midway: boolean }>(isMidway)
    if (rows[0]?.is_midway === true) return true
    process.kill(pid ?? 0, 'SIGCONT')
    return false
  }
  await waitFor(stop, { limitMs: 30_000, everyMs: 20, what: 'dd-publisher to be midway' })
  await kill('dd-publisher')
}
const kill = async (service: 'dd-publisher' | 'monitor'): Promise<void> => {
  const child = running.processOf(service)
  const gone = new Promise((resolve) => child.once('exit', resolve))
  child.kill('SIGKILL')
  await gone
}
const comparingMidway = `select bool_or(state = 'running' and taker is null and compared > 0) as is_midway from publisher.comparisons`
const mendingMidway = `select bool_or(mending = 'begun') and bool_or(mending = 'asked') and not bool_or(taken_until is not null)
  as is_midway from publisher.differences`

it('goes on where it was killed with everybody who compares and mends, names each difference once, and mends it once', async () => {
  const before = await standing()
  const headers = { authorization: `Basic ${btoa(`${user.user}:${user.password}`)}` }
  for (const key of tampered) {
    const path = `/insightData/v3/contacts/contactId/${before[key]?.ownerContactId}/Orders/${key}`
    await fetch(`${dotdigitalUrl}${path}`, { method: 'DELETE', headers })
  }

  const { id } = await ask<{ id: string }>('', {})
  await killPublisher(comparingMidway)
  await kill('monitor')
  await Promise.all([running.restart('dd-publisher'), running.restart('monitor')])
  const run = await waitFor(
    async () => {
      const { run: seen } = await ask<{ run: { state: string } }>(`/${id}`)
      return seen.state === 'running' ? undefined : seen
    },
    { limitMs: 90_000, what: 'the run to end' },
  )
  const { differences } = await ask<{ differences: { key: string; kind: string }[] }>(`/${id}/differences?limit=200`)
  expect(run.state).toBe('done')
  expect(differences.map(({ key, kind }) => `${kind} ${key}`).toSorted()).toEqual(
    tampered.map((key) => `missing ${key}`).toSorted(),
  )

  const writtenBefore = (await writtenKeys()).length
  // Nobody hears the answer.
  const asked = ask(`/${id}/repairs`, { differences: 'all' }).catch(() => undefined)
  await killPublisher(mendingMidway)
  await kill('monitor')
  await asked
  await Promise.all([running.restart('dd-publisher'), running.restart('monitor')])
  await ask(`/${id}/repairs`, { differences: 'all' })
  await waitFor(async () => Object.keys(await standing()).length === orders, {
    limitMs: 60_000,
    what: 'all to be mended',
  })

  const now = await standing()
  for (const key of Object.keys(before)) expect(now[key]?.json).toEqual(before[key]?.json)
  expect((await writtenKeys()).slice(writtenBefore).toSorted()).toEqual(tampered.toSorted())
})

/** In the order of their writing. */
const writtenKeys = async (): Promise<readonly string[]> => {
  const url = `${dotdigitalUrl}/_sandbox/calls?path=insightData/v3/import`
  const { calls } = await getJson<{ calls: readonly { method: string; requestBody: string }[] }>(url)
  return calls
    .filter(({ method }) => method === 'PUT')
    .flatMap(({ requestBody }) =>
      (JSON.parse(requestBody) as { records: { key: string }[] }).records.map(({ key }) => key),
    )
}
