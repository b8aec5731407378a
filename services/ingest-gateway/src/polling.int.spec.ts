import { createMirakl } from '@concord/mirakl'
import { parseConcordConfig, silentLog } from '@concord/runtime'
import { createMiraklSandbox, type MiraklSandbox, type MiraklSandboxOptions, tinyWorld } from '@concord/sandbox-mirakl'
import { type Database, migrate, openDatabase } from '@concord/storage'
import { freshDatabase, waitFor } from '@concord/testing'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { createAccept } from './accept.js'
import { miraklSource } from './adapters/mirakl-source.js'
import { migrations } from './adapters/migrations/index.js'
import { postgresBackfills } from './adapters/postgres-backfills.js'
import { postgresComparisons } from './adapters/postgres-comparisons.js'
import { postgresHints } from './adapters/postgres-hints.js'
import { postgresJournal } from './adapters/postgres-journal.js'
import { postgresLeases } from './adapters/postgres-leases.js'
import { postgresPayloadDays } from './adapters/postgres-journal-retention.js'
import { postgresJournalView } from './adapters/postgres-journal-view.js'
import { postgresOldestHint, postgresPollState } from './adapters/postgres-poll-state.js'
import { schema, type Tables } from './adapters/tables.js'
import { backfillOf } from './backfill.js'
import type { Leases } from './lease.js'
import { createPolling, leaseAmongReplicas } from './polling.js'
import { makeDaysAhead } from './retention.js'
import { testVault } from './testing/databases.js'
import { olga } from './testing/people.js'

const config = parseConcordConfig(`
marketplaces:
  acme:
    account: main
    links: { order: 'https://acme.example/{orderId}' }
    calls: unrestricted
    poll: { ordersEverySeconds: 1, returnsEverySeconds: 1, sellersEverySeconds: 1 }
accounts:
  main: { newContacts: unsubscribed }
`)
const now = () => new Date()

describe('polling a marketplace from several replicas', () => {
  let url: string
  let closing: (() => Promise<unknown>)[]
  let sandbox: MiraklSandbox
  beforeEach(async () => {
    const fresh = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
    url = fresh.url
    closing = [fresh.drop]
  })
  afterEach(async () => {
    for (const close of closing.toReversed()) await close()
  })
  const until = <T>(what: string, condition: () => Promise<T>, limitMs = 15_000) =>
    waitFor(condition, { limitMs, what })

  const startSandbox = async (settings: MiraklSandboxOptions['settings'] = {}, orders = 60) => {
    sandbox = await createMiraklSandbox({ port: 0, world: tinyWorld({ orders }), settings })
    closing.push(() => sandbox.stop())
  }
  const spoil = (rule: object) =>
    fetch(`${sandbox.url}/_sandbox/faults`, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify([rule]),
    })
  const callsOfOrders = async () => {
    const answer = await fetch(`${sandbox.url}/_sandbox/calls?path=${encodeURIComponent('/api/orders?')}`)
    const { calls } = (await answer.json()) as { calls: { query: string; status: number }[] }
    return calls.map(({ query, status }) => ({ status, query: new URLSearchParams(query) }))
  }
  /** A replica with connections of its own. */
  const replica = async (holder: string, dying: (leases: Leases) => Leases = (leases) => leases, timeoutMs = 5_000) => {
    const database: Database = await openDatabase({ url })
    closing.push(() => database.close())
    await migrate(database, schema, migrations)
    const db = database.schema<Tables>(schema)
    await makeDaysAhead({ days: postgresPayloadDays({ db, now }), now })
    const credentials = { apiKey: 'operator-key', scheme: 'raw' } as const
    const mirakl = createMirakl({ url: `${sandbox.url}/acme`, credentials, timeoutMs })
    // What is under way would be waited for; the sandbox cuts it off.
    closing.unshift(() => mirakl.close())
    const journal = postgresJournal({ db, vault: testVault, now })
    const parts = { state: postgresPollState(db), hints: postgresHints(db, now), backfills: postgresBackfills(db) }
    const lease = leaseAmongReplicas(holder)
    const polling = createPolling({
      ...parts,
      ...{ comparisons: postgresComparisons(db), view: postgresJournalView(db, testVault) },
      marketplaces: Object.values(config.marketplaces),
      sourceOf: () => miraklSource(mirakl, silentLog),
      leases: dying(postgresLeases(db, lease.lastsMs)),
      oldestHintAt: postgresOldestHint(db),
      accept: createAccept({ journal, now, dueAfterMs: 60_000 }),
      confirm: async () => undefined,
      ...{ lease, hintsEveryMs: 100, log: silentLog, now },
    })
    closing.push(() => polling.stop())
    polling.start()
    const isPolling = async () => (await polling.status())['marketplacesPolled'] === 1
    return { ...parts, db, journal, polling, isPolling }
  }

  it('is done by one of them, and by the other as soon as that one stops', async () => {
    await startSandbox()
    const one = await replica('one')
    await until('one to poll', one.isPolling)
    const two = await replica('two')
    await until('a cycle of each kind', async () => (await one.state.cycles()).length === 4)
    expect(await two.isPolling()).toBe(false)
    await one.polling.stop()

    await until('two to poll', two.isPolling, 5_000)
    expect(await one.isPolling()).toBe(false)
  })

  it('is taken over within ten seconds of a death', async () => {
    await startSandbox()
    let isDead = false
    const dead = <T>(ask: () => Promise<T>): Promise<T> => (isDead ? new Promise<T>(() => undefined) : ask())
    const one = await replica('one', (leases) => ({
      take: (...asked) => dead(() => leases.take(...asked)),
      renew: (lease) => dead(() => leases.renew(lease)),
      release: () => Promise.resolve(),
    }))
    await until('one to poll', one.isPolling)
    const two = await replica('two')
    isDead = true
    const diedAt = Date.now()
    await until('two to poll', two.isPolling)

    expect(Date.now() - diedAt).toBeLessThan(10_000)
  })

  it('goes on in the middle of a walk that had to wait, and lets others go meanwhile', async () => {
    await startSandbox({}, 250)
    await spoil({ match: { path: 'offset=100' }, do: 'status', status: 429, times: 1, retryAfterSeconds: 2 })
    const { state, hints } = await replica('one')
    await hints.note('acme', ['O7-A'])
    const hasOrders = async () => (await state.cycles()).some(({ kind }) => kind === 'order')
    await until('the first cycle of orders', hasOrders)
    const calls = await callsOfOrders()
    const isOfWalk = ({ query }: (typeof calls)[number]) =>
      ['start_update_date', 'has_incident', 'order_ids'].every((name) => !query.has(name))
    const walk = calls.filter(isOfWalk)

    expect(walk.map(({ query, status }) => [query.get('offset'), status])).toEqual([
      ['0', 200],
      ['100', 429],
      ['100', 200],
      ['200', 200],
    ])
    const [first, last] = [calls.findIndex(isOfWalk), calls.findLastIndex(isOfWalk)]
    const between = calls.slice(first, last).map(({ query }) => query)
    expect(between.some((query) => query.get('has_incident') === 'true')).toBe(true)
    expect(between.some((query) => query.get('order_ids') === 'O7-A')).toBe(true)
  })

  it('stops in a few seconds while Mirakl does not answer', async () => {
    await startSandbox()
    await spoil({ match: { path: '/api/orders' }, do: 'delay', delayMs: 90_000 })
    const { polling, isPolling, state } = await replica('one', undefined, 90_000)
    await until('it to poll', isPolling)
    await until('the others to be through', async () => (await state.cycles()).length === 2)
    const stoppedAt = Date.now()
    await polling.stop()

    expect(Date.now() - stoppedAt).toBeLessThan(8_000)
    expect((await state.cycles()).map(({ kind }) => kind).toSorted()).toEqual(['return', 'seller'])
  })

  it('reads hints back and says how long the oldest had waited', async () => {
    await startSandbox()
    const { hints, polling, isPolling, journal } = await replica('one')
    await until('it to poll', isPolling)
    await hints.note('acme', ['O7-A'])

    await until('the hint to be read back', async () => (await hints.count()) === 0)
    expect(await polling.status()).toMatchObject({ oldestHintSeconds: 0, hintSeconds: expect.any(Number) })
    expect((await journal.conservation()).received).toBeGreaterThan(0)
  })

  it('backfills over an export that takes its time, in several files', async () => {
    await startSandbox({ exportMs: 300, itemsPerChunk: 25, allowances: 'off' })
    const { backfills, isPolling } = await replica('one')
    await until('it to poll', isPolling)
    const period = { from: '2026-02-01T00:00:00.000Z', to: '2026-03-31T00:00:00.000Z' }
    await backfills.create(
      backfillOf({ ...period, id: 'B1', marketplace: 'acme', what: 'orders', requestedAt: period.to }),
      olga,
    )

    await until('the backfill', async () => (await backfills.find('B1'))?.state === 'done', 60_000)
    const [window] = (await backfills.find('B1'))?.windows ?? []
    const counts = Object.values(window?.counts ?? {}).reduce((sum, count) => sum + count, 0)
    expect([window?.filesRead, counts]).toEqual([3, 60])
  }, 90_000)
})
