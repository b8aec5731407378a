import { createHmac, randomUUID } from 'node:crypto'
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, worldOf } from '@concord/cli'
import { createService as createGateway } from '@concord/ingest-gateway'
import { embeddedBus } from '@concord/messaging'
import { createService as createMonitor } from '@concord/monitor'
import {
  createLog,
  httpOf,
  listen,
  type Listening,
  onlyAdmins,
  onlyOperators,
  onlyReaders,
  parseConcordConfig,
  peopleOf,
} from '@concord/runtime'
import { createVault, openDatabase } from '@concord/storage'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'

const [ofReaders, ofVera, ofOlga, ofAdam] = [
  'token-of-readers-1',
  'token-of-vera-001',
  'token-of-olga-001',
  'token-of-adam-001',
]
const people = [
  { name: 'Vera', role: 'viewer', token: ofVera },
  { name: 'Olga', role: 'operator', token: ofOlga },
  { name: 'Adam', role: 'admin', token: ofAdam },
] as const
const secret = 'whsec_Y3VycmVudCBzZWNyZXQ='
const config = parseConcordConfig(`
marketplaces:
  north: { account: main, links: { order: 'https://north.example/{orderId}' } }
accounts:
  main: { newContacts: unsubscribed }
`)
async function* nothing(): AsyncIterable<readonly unknown[]> {
  yield []
}
const source = {
  ...{ orders: nothing, ordersInIncident: nothing, ordersById: async () => [], returns: nothing, sellers: nothing },
}

const folder = mkdtempSync(join(tmpdir(), 'concord-people-'))
const log = createLog('both', join(folder, 'both.log'))
let close = async (): Promise<void> => undefined
const urls = { gateway: '', monitor: '' }

/** The gateway and monitor, each behind the tokens of people, as two processes would be. */
beforeAll(async () => {
  const database = await openDatabase({ directory: join(folder, 'postgres') })
  const bus = embeddedBus({ log })
  const vault = createVault({ keys: [{ id: 'k1', secret: Buffer.alloc(32, 1) }], hashSecret: Buffer.alloc(32, 2) })
  const readers = onlyReaders(ofReaders, people)
  const gateway = createGateway({
    ...{ database, vault, bus, log, config, readers, sourceOf: () => source },
    ...{ operators: onlyOperators(undefined, people), admins: onlyAdmins(undefined, people) },
    credentialsOf: () => ({ webhookTokens: [], relaySecrets: [secret] }),
    pace: { dueAfterMs: 60_000, hintsEveryMs: 60_000 },
  })
  const monitor = createMonitor({
    ...{ database, bus, log, vault, people: peopleOf(people, ofReaders) },
    reconciling: {
      ...{ marketplaces: [], missing: ['PUBLISHER_URL', 'OPERATOR_TOKEN'], nightlyAt: undefined },
      edges: {
        marketplace: () => ({ name: 'ingest-gateway', url: urls.gateway, token: '', operatorToken: '' }),
        account: () => ({ name: 'dd-publisher', url: '', token: '', operatorToken: '' }),
      },
    },
  })
  const serve = (service: typeof gateway): Promise<Listening> => listen(httpOf(service, log, readers), 0)
  const servers = [await serve(gateway), await serve(monitor)] as const
  ;[urls.gateway, urls.monitor] = [servers[0].url, servers[1].url]
  for (const service of [monitor, gateway]) await service.start()
  close = async () => {
    for (const server of servers) await server.close()
    for (const service of [gateway, monitor]) await service.stop()
    await bus.close()
    await database.close()
  }
}, 120_000)
afterAll(async () => {
  await close()
  rmSync(folder, { recursive: true })
})

/** The command as somebody types it who has this token. */
const concord = async (token: string, ...argv: readonly string[]) => {
  const said = { out: '', err: '' }
  const environment = { GATEWAY_URL: urls.gateway, MONITOR_URL: urls.monitor, CONCORD_TOKEN: token }
  const code = await runCommand([...argv, '--data', folder], {
    ...{ environment, columns: 120, isWatched: false, worldOf },
    out: (text) => void (said.out += text),
    err: (text) => void (said.err += text),
  })
  return { code, ...said }
}
const order = (total: unknown) => ({
  ...{ order_id: 'P-1-A', commercial_id: 'P-1', order_state: 'SHIPPING' },
  ...{ created_date: '2026-03-01T10:00:00Z', last_updated_date: '2026-03-01T10:00:00Z' },
  ...{ currency_iso_code: 'EUR', order_tax_mode: 'TAX_INCLUDED', price: 10, shipping_price: 0, total_price: total },
  ...{ customer: { customer_id: 'c-1', email: 'somebody@example.org', firstname: 'Ada' }, order_lines: [] },
})
const post = async (body: string): Promise<void> => {
  const [id, timestamp] = [randomUUID(), String(Math.floor(Date.now() / 1_000))]
  const key = Buffer.from(secret.replace('whsec_', ''), 'base64')
  const signature = createHmac('sha256', key).update(`${id}.${timestamp}.${body}`).digest('base64')
  const headers = { 'content-type': 'application/json', 'webhook-id': id, 'webhook-timestamp': timestamp }
  const signed = { ...headers, 'webhook-signature': `v1,${signature}` }
  await fetch(`${urls.gateway}/v1/records/north`, { method: 'POST', body, headers: signed })
}
const asked = async (url: string, token: string) => {
  const response = await fetch(url, { headers: { authorization: `Bearer ${token}` } })
  return { status: response.status, body: await response.json() }
}

it('whoever acts does so by one token of their own, is known by name in both trails, and in no log', async () => {
  await post(JSON.stringify(order('a lot')))
  const id = await waitFor(
    async () => {
      const { out } = await concord(ofVera, 'exceptions', '--json')
      return (JSON.parse(out) as { exceptions: { id: string }[] }).exceptions[0]?.id
    },
    { limitMs: 60_000, what: 'the exception' },
  )
  const file = join(folder, 'corrected.json')
  writeFileSync(file, JSON.stringify(order(10)))

  expect(await concord(ofVera, 'exceptions', 'edit', id, '--from', file)).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('Not for viewer') },
  })
  expect(await concord(ofVera, 'replay', '--kinds', 'return', '--no-wait')).toMatchObject({
    ...{ code: 2, err: expect.stringContaining('roles operator and admin') },
  })
  expect(await concord(ofOlga, 'exceptions', 'edit', id, '--from', file, '--dry-run')).toMatchObject({ code: 0 })
  expect(await concord(ofOlga, 'exceptions', 'edit', id, '--from', file)).toMatchObject({ code: 0 })
  expect(await concord(ofAdam, 'replay', '--kinds', 'return')).toMatchObject({ code: 0 })

  expect((await asked(`${urls.gateway}/v1/deeds`, ofOlga)).status).toBe(403)
  expect(await asked(`${urls.gateway}/v1/deeds`, ofAdam)).toMatchObject({
    body: {
      deeds: [
        { who: 'Adam', role: 'admin', action: 'replay', after: { criteria: { kinds: ['return'] } } },
        {
          who: 'Olga',
          role: 'operator',
          action: 'copy',
          about: 'north:order:P-1-A',
          after: { changed: ['total_price'] },
        },
        { who: 'Olga', action: 'read' },
        { who: 'Olga', action: 'read' },
      ],
    },
  })
  expect(await asked(`${urls.monitor}/v1/audit`, ofAdam)).toMatchObject({
    body: { deeds: [{ who: 'Olga', action: 'copy', about: id, after: { changed: 'total_price' } }] },
  })
  const logged = readdirSync(folder).filter((name) => name.endsWith('.log'))
  for (const name of logged)
    expect(readFileSync(join(folder, name), 'utf8')).not.toMatch(/somebody@|token-of|firstname|a lot/)
}, 120_000)
