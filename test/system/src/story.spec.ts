import { mkdtempSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { LinkVisits } from '@concord/contracts'
import type { SandboxState } from '@concord/sandbox-dotdigital'
import { castOf } from '@concord/sandbox-seed'
import {
  booksOf,
  openDataFolder,
  startDistributed,
  startSandboxes,
  standingOf,
  tablesOf,
  tellStory,
} from '@concord/standalone'
import { freePort, freshDatabase, provisionServers, waitFor } from '@concord/testing'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { type EmbeddedRun, getJson, runEmbedded } from './embedded-run.js'
import { endingOf, type ProcessRun, runProcess, tablesIn } from './process-run.js'
import { seed, worldAt } from './seed.js'

interface ToldRecord {
  readonly versions: readonly { state: string; reason: string; owner: string; sentence: string }[]
  readonly triggers: readonly {
    trigger: string
    state: string
    reason: string
    owner: string
    proof: readonly string[]
  }[]
}

type Expected = Record<'orders' | 'returns' | 'shops', { versions: number }>

/** How the cast must end: the newest version of the record, and one of its triggers. */
const cast: Readonly<Record<string, { record: object; trigger?: object }>> = {
  'a guest with a real address': { record: { state: 'delivered', reason: 'published' } },
  'a guest behind a proxy': { record: { state: 'waiting', reason: 'identity', owner: 'cx' } },
  'only ever behind notification.mirakl.net': { record: { state: 'waiting', reason: 'identity', owner: 'cx' } },
  'only ever behind marketplace.amazon.de': { record: { state: 'waiting', reason: 'identity', owner: 'cx' } },
  'no address at all': { record: { state: 'waiting', reason: 'identity', owner: 'cx' } },
  'a proxy whose real address shows in another order': { record: { state: 'delivered', reason: 'published' } },
  'a proxy whose real address shows at a live step': { record: { state: 'delivered', reason: 'published' } },
  'known to both marketplaces, in another spelling': { record: { state: 'delivered', reason: 'published' } },
  'in a state nobody documented': { record: { state: 'delivered', reason: 'published' } },
  'made anonymous': { record: { state: 'waiting', reason: 'identity', owner: 'cx' } },
  'is received in dispute': {
    record: { state: 'delivered' },
    trigger: { trigger: 'review-request', state: 'waiting', reason: 'in-dispute', owner: 'cx' },
  },
  'is received in dispute, which closes later': {
    record: { state: 'delivered' },
    trigger: { trigger: 'review-request', state: 'waiting', reason: 'cooling-down' },
  },
  'opts out during the steps': {
    record: { state: 'delivered' },
    trigger: { trigger: 'review-request', state: 'withheld', reason: 'unsubscribed', owner: 'marketing' },
  },
  'ships to somebody subscribed': { record: { state: 'delivered' }, trigger: { trigger: 'shipped', state: 'sent' } },
  'ships to somebody unsubscribed': { record: { state: 'delivered' }, trigger: { trigger: 'shipped', state: 'sent' } },
  'ships to somebody unknown': { record: { state: 'delivered' }, trigger: { trigger: 'shipped', state: 'sent' } },
  'ships to somebody hardBounced': {
    record: { state: 'delivered' },
    trigger: { trigger: 'shipped', state: 'withheld', reason: 'hard-bounced', owner: 'marketing' },
  },
  'ships to somebody suppressed': {
    record: { state: 'delivered' },
    trigger: { trigger: 'shipped', state: 'withheld', reason: 'suppressed', owner: 'marketing' },
  },
  'is received before anybody saw it shipped': {
    record: { state: 'delivered' },
    trigger: { trigger: 'shipped', state: 'withheld', reason: 'overtaken' },
  },
}

/** An order none of whose lines stands is no purchase. */
const isPurchase = (json: Readonly<Record<string, unknown>>): boolean => {
  const lines = json['products'] as readonly { status: string }[]
  const isVoid = (status: unknown): boolean => status === 'REFUSED' || status === 'CANCELED'
  return !isVoid(json['orderStatus']) && lines.some(({ status }) => !isVoid(status))
}

let run: EmbeddedRun

beforeAll(async () => {
  run = await runEmbedded()
})
afterAll(() => run.stop())

const recordOf = (tale: string): Promise<ToldRecord> => {
  const [member] = castOf({ seed, anchor: run.folder.world.anchor })[tale] ?? []
  if (member === undefined) throw new Error(`the story has no tale "${tale}"`)
  return getJson(`${run.running.urls.monitor}/v1/records/${member.marketplace}:order:${member.orderId}`)
}

const state = (): Promise<SandboxState> => getJson(`${run.sandboxes.dotdigitalUrl}/_sandbox/state`)

describe('the seeded story, in one process', () => {
  it('conserves every version that Mirakl ever showed', async () => {
    const expected = await getJson<{ marketplaces: Record<string, Expected> }>(
      `${run.sandboxes.miraklUrl}/_sandbox/expected`,
    )
    const shown = Object.values(expected.marketplaces)
      .flatMap(({ orders, returns, shops }) => [orders, returns, shops])
      .reduce((sum, { versions }) => sum + versions, 0)
    expect(run.tables).toContain(`Records: ${shown} received = ${shown} accounted for`)
  })

  it('tells the same timeline and equation over HTTP', async () => {
    const told = await booksOf(run.running.urls).conservation()
    expect(told.records.holds).toBe(true)
    expect(told.triggers.holds).toBe(true)
    expect(told.records.shares.every(({ state: at }) => at !== 'in-flight')).toBe(true)
  })
})

describe('the links of the story', () => {
  it('lead into the shops of the sandbox, and no visit finds one that does not', async () => {
    const visits = async () => LinkVisits.parse(await getJson(`${run.running.urls.publisher}/v1/links`)).marketplaces
    await waitFor(async () => (await visits()).every(({ visitedAt }) => visitedAt !== undefined), {
      ...{ limitMs: 60_000, what: 'links of both marketplaces to be visited' },
    })

    const places = (await visits()).flatMap((one) => one.places)
    expect(new Set(places.map(({ kind }) => kind))).toEqual(new Set(['order', 'product', 'image', 'review']))
    expect(places.flatMap(({ failing }) => failing)).toEqual([])
  })
})

describe('in Dotdigital, after the story', () => {
  it('nobody was subscribed, and nobody who was subscribed was opted out', async () => {
    const before = new Map(worldAt(run.folder.world.anchor).dotdigital.contacts.map((one) => [one.email, one.status]))
    const optedOut = new Set(Object.values(run.sandboxes.optOutsAtStep).flat())
    const { contacts } = await state()
    for (const { identifiers, emailStatus } of contacts) {
      const email = identifiers['email'] ?? ''
      const expected = optedOut.has(email) ? 'unsubscribed' : (before.get(email) ?? 'unsubscribed')
      expect({ email, emailStatus }).toEqual({ email, emailStatus: expected })
    }
  })

  it('no proxy address arrived', async () => {
    const { contacts, outbox } = await state()
    const addresses = [
      ...contacts.map(({ identifiers }) => identifiers['email'] ?? ''),
      ...outbox.map(({ to }) => String(to)),
    ]
    expect(addresses.filter((address) => /mirakl\.net|amazon\.de/.test(address))).toEqual([])
  })

  it('the data fields of other systems are as they were', async () => {
    const { contacts } = await state()
    const held = new Map(contacts.map((one) => [one.identifiers['email'], one.dataFields]))
    for (const { email, dataFields = {} } of worldAt(run.folder.world.anchor).dotdigital.contacts) {
      expect(held.get(email)).toMatchObject(dataFields)
    }
  })

  it('every contact counts its orders as Mirakl does', async () => {
    const { contacts } = await state()
    const counted = contacts.reduce((sum, { dataFields }) => sum + Number(dataFields['MP_ORDERS'] ?? 0), 0)
    const { records } = await state()
    const purchases = Object.values(records['Orders'] ?? {}).filter(({ json }) => isPurchase(json))
    expect(counted).toBe(purchases.length)
  })

  it('no order got the same message twice, and nobody who cannot or must not be reached got one', async () => {
    const { outbox, contacts } = await state()
    const orders = outbox.map((message) => JSON.stringify([message.campaignId, message.personalization]))
    expect(new Set(orders).size).toBe(orders.length)
    const closed = new Set(
      contacts
        .filter(
          ({ emailStatus }) => /bounced|complain|suppress|block/i.test(emailStatus) && emailStatus !== 'softBounced',
        )
        .map(({ identifiers }) => identifiers['email']),
    )
    expect(outbox.filter(({ to }) => closed.has(String(to)))).toEqual([])
  })
})

describe('the cast', () => {
  it.each(Object.entries(cast))('%s', async (tale, expected) => {
    const { versions, triggers } = await recordOf(tale)
    expect(versions.at(-1)).toMatchObject(expected.record)
    if (expected.trigger !== undefined) expect(triggers).toContainEqual(expect.objectContaining(expected.trigger))
  })
})

describe('the same story', () => {
  it('ends in the same tables after kill -9 in the middle of several steps', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'concord-'))
    for (const mark of [/step 0 of 4: [1-9]\d* of/, /step 1 of 4/, /step 3 of 4/])
      await killAt(await runProcess(folder), mark)
    const last = await runProcess(folder)
    expect(await last.ended).toBe(0)
    const [ending, expected] = [endingOf(tablesIn(last.output())), endingOf(run.tables)]
    expect(ending.tables).toBe(expected.tables)
    // A kill between a send and its answer leaves it in doubt, whether or not it was made; none is made twice.
    expect(expected.sent - ending.sent).toBeGreaterThanOrEqual(0)
    expect(expected.sent - ending.sent).toBeLessThanOrEqual(ending.inDoubt)
  })

  it('ends in the same tables through separate processes, though the broker stops for a while and a service is killed', async () => {
    const { tables } = await runDistributed()
    expect(tables).toBe(run.tables)
  })
})

const killAt = async (told: ProcessRun, mark: RegExp): Promise<void> => {
  await waitFor(() => mark.test(told.output()), { limitMs: 120_000, what: `the run to show ${String(mark)}` })
  told.child.kill('SIGKILL')
  await told.ended
}

const runDistributed = async (): Promise<{ tables: string }> => {
  // The broker is stopped on the way, so it must be one of our own, whatever the environment names.
  const servers = await provisionServers(['rabbitmq', 'redis'], {
    env: { ...process.env, RABBITMQ_URL: '', REDIS_URL: '' },
  })
  const database = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  const folder = openDataFolder(mkdtempSync(join(tmpdir(), 'concord-')), seed, new Date())
  const gatewayPort = await freePort()
  const gatewayUrl = `http://127.0.0.1:${gatewayPort}`
  const sandboxes = await startSandboxes({ folder, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl })
  const postgres = { url: database.url, start: () => Promise.resolve(), stop: () => Promise.resolve() }
  const { rabbitmq, redis } = servers
  const running = await startDistributed({ folder, servers: { rabbitmq, redis, postgres }, gatewayPort, sandboxes })
  const books = booksOf(running.urls, running.token)
  let disturbance: Promise<void> | undefined
  const disturb = async (): Promise<void> => {
    await rabbitmq.stop()
    running.processOf('identity-resolver').kill('SIGKILL')
    await running.restart('identity-resolver')
    await rabbitmq.start()
  }
  try {
    const report = (line: string): void => {
      if (line.includes('step 0')) disturbance ??= disturb()
    }
    await tellStory({ sandboxes, books, report, limitMs: 170_000 })
    await disturbance
    expect(disturbance).toBeDefined()
    return { tables: tablesOf(await books.conservation(), await standingOf(sandboxes.dotdigitalUrl)) }
  } finally {
    await running.stop()
    await sandboxes.stop()
    await database.drop()
    await servers.stop()
  }
}
