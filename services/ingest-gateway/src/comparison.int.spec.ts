import { randomUUID } from 'node:crypto'
import { recordKey } from '@concord/domain'
import { createMirakl } from '@concord/mirakl'
import { parseConcordConfig, silentLog } from '@concord/runtime'
import { createMiraklSandbox, tinyWorld } from '@concord/sandbox-mirakl'
import { migrate, openDatabase } from '@concord/storage'
import { freshDatabase, waitFor } from '@concord/testing'
import { type Kysely, sql } from 'kysely'
import { afterEach, expect, it } from 'vitest'
import { createAccept } from './accept.js'
import { migrations } from './adapters/migrations/index.js'
import { miraklSource } from './adapters/mirakl-source.js'
import { postgresBackfills } from './adapters/postgres-backfills.js'
import { postgresComparisons } from './adapters/postgres-comparisons.js'
import { postgresHints } from './adapters/postgres-hints.js'
import { postgresPayloadDays } from './adapters/postgres-journal-retention.js'
import { postgresJournalView } from './adapters/postgres-journal-view.js'
import { postgresJournal } from './adapters/postgres-journal.js'
import { postgresLeases } from './adapters/postgres-leases.js'
import { postgresOldestHint, postgresPollState } from './adapters/postgres-poll-state.js'
import { schema, type Tables } from './adapters/tables.js'
import { comparisonOf, type Found } from './comparison.js'
import { repair } from './comparison-repairs.js'
import { createPolling, leaseAmongReplicas } from './polling.js'
import { makeDaysAhead } from './retention.js'
import { testVault } from './testing/databases.js'

const config = parseConcordConfig(`
marketplaces:
  acme:
    account: main
    links: { order: 'https://acme.example/{orderId}' }
    calls: unrestricted
    poll: { ordersEverySeconds: 1, overlapSeconds: 60, returnsEverySeconds: 60, sellersEverySeconds: 600 }
accounts:
  main: { newContacts: unsubscribed }
`)
const now = () => new Date()
const orders = 60
/** The newest ones are read again by every poll, and so come right by themselves. */
const tamperable = 50

const closing: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const close of closing.splice(0).toReversed()) await close()
})
const until = (what: string, condition: () => Promise<boolean>) => waitFor(condition, { limitMs: 60_000, what })

const open = async () => {
  const { url, drop } = await freshDatabase(process.env['POSTGRES_URL'] ?? '')
  closing.push(drop)
  const sandbox = await createMiraklSandbox({
    ...{ port: 0, world: tinyWorld({ orders }) },
    settings: { exportMs: 100, itemsPerChunk: 25, allowances: 'off' },
  })
  closing.push(() => sandbox.stop())
  const database = await openDatabase({ url })
  closing.push(() => database.close())
  await migrate(database, schema, migrations)
  const db = database.schema<Tables>(schema)
  await makeDaysAhead({ days: postgresPayloadDays({ db, now }), now })
  const credentials = { apiKey: 'operator-key', scheme: 'raw' } as const
  const mirakl = createMirakl({ url: `${sandbox.url}/acme`, credentials, timeoutMs: 5_000 })
  const journal = postgresJournal({ db, vault: testVault, now })
  const [state, hints] = [postgresPollState(db), postgresHints(db, now)]
  const [comparisons, view] = [postgresComparisons(db), postgresJournalView(db, testVault)]
  const accept = createAccept({ journal, now, dueAfterMs: 60_000 })
  const replica = (holder: string) => {
    const lease = leaseAmongReplicas(holder)
    const polling = createPolling({
      ...{
        state,
        hints,
        comparisons,
        view,
        accept,
        lease,
        now,
        log: silentLog,
        hintsEveryMs: 100,
        exportsEveryMs: 200,
      },
      marketplaces: Object.values(config.marketplaces),
      sourceOf: () => miraklSource(mirakl, silentLog),
      backfills: postgresBackfills(db),
      leases: postgresLeases(db, lease.lastsMs),
      oldestHintAt: postgresOldestHint(db),
      confirm: async () => undefined,
    })
    closing.push(() => polling.stop())
    polling.start()
    return polling
  }
  return { db, journal, state, hints, comparisons, view, accept, replica, mirakl }
}
type Opened = Awaited<ReturnType<typeof open>>

const begin = async ({ comparisons }: Opened): Promise<string> => {
  const asked = { id: randomUUID(), marketplace: 'acme', from: '2026-01-01T00:00:00.000Z' }
  await comparisons.create(comparisonOf(asked, { requestedAt: now().toISOString(), oldest: undefined }))
  return asked.id
}
const compared = async (opened: Opened, id: string): Promise<readonly Found[]> => {
  await until('the comparison', async () => (await opened.comparisons.find(id))?.state === 'done')
  return opened.comparisons.found(id, 0, 1_000)
}
const named = (found: readonly Found[]) => found.map((one) => [one.key, one.kind]).toSorted()

/** The same draw for the same seed (mulberry32). */
const drawing = (seed: number) => () => {
  seed = (seed + 0x6d2b79f5) | 0
  let mixed = Math.imul(seed ^ (seed >>> 15), 1 | seed)
  mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
  return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
}
const keyOf = (n: number): string => recordKey('acme', 'order', `O${n}-A`)
const someOf = (count: number, random: () => number): readonly string[] => {
  const left = Array.from({ length: tamperable }, (_, index) => keyOf(index + 1))
  return Array.from({ length: count }, () => left.splice(Math.floor(random() * left.length), 1)[0] ?? '')
}

const deleted = async (db: Kysely<Tables>, key: string): Promise<void> => {
  await sql`delete from ingest.records where key = ${key}`.execute(db)
  await sql`delete from ingest.payloads where key = ${key}`.execute(db)
}
/** As if an older update were the last that the journal has heard of. */
const aged = async (db: Kysely<Tables>, key: string): Promise<void> => {
  for (const table of ['records', 'payloads'])
    await sql`update ${sql.table(`ingest.${table}`)} set version = '2026-02-01T00:00:00.000Z' || substr(version, 25)
      where key = ${key}`.execute(db)
}
/** An order that Mirakl shows otherwise by now, without having moved its date. */
const altered = async ({ mirakl, accept }: Opened, key: string): Promise<void> => {
  const { items } = await mirakl.orders.page({ ids: [key.split(':')[2] ?? ''], offset: 0 })
  await tell(accept, { ...(items[0] as object), order_state: 'RECEIVED', shipping_tracking: 'T-1' })
}
const invented = ({ accept }: Opened, id: string) =>
  tell(accept, {
    ...{ order_id: id, commercial_id: id, order_state: 'SHIPPING', currency_iso_code: 'EUR', order_lines: [] },
    ...{ created_date: '2026-03-01T00:10:00Z', last_updated_date: '2026-03-01T00:10:00Z' },
    ...{ order_tax_mode: 'TAX_INCLUDED', price: 1, shipping_price: 0, total_price: 1 },
  })
const tell = (accept: Opened['accept'], raw: object) =>
  accept([
    { raw, marketplace: 'acme', kind: 'order', lane: 'realtime', origin: 'live', observedAt: now().toISOString() },
  ])

const rowsBeside = async (db: Kysely<Tables>, keys: readonly string[]): Promise<readonly unknown[]> => {
  const { rows } = await sql`select key, version, state, reason from ingest.records
    where key like 'acme:order:%' and not key = any(${[...keys]}::text[]) order by key, version`.execute(db)
  return rows
}

it.each([1, 2])(
  'names exactly what was tampered with, and mends exactly that (seed %i)',
  async (seed) => {
    const opened = await open()
    const { db, hints, comparisons, view } = opened
    const polling = opened.replica('one')
    await until('the first polls', async () => (await opened.state.cycles()).some(({ kind }) => kind === 'order'))
    expect(await view.oldest('acme')).toBe('2026-03-01T00:01:00.000Z')
    const [gone1 = '', gone2 = '', old1 = '', old2 = '', other1 = '', other2 = ''] = someOf(6, drawing(seed))
    for (const key of [gone1, gone2]) await deleted(db, key)
    for (const key of [old1, old2]) await aged(db, key)
    for (const key of [other1, other2]) await altered(opened, key)
    await invented(opened, 'X1-A')
    const tampered = [
      ...[gone1, gone2].map((key) => [key, 'missing']),
      ...[old1, old2].map((key) => [key, 'stale']),
      ...[other1, other2].map((key) => [key, 'different']),
      [recordKey('acme', 'order', 'X1-A'), 'extra'],
    ].toSorted()
    const beside = () =>
      rowsBeside(
        db,
        tampered.map(([key = '']) => key),
      )
    const before = await beside()

    // Another replica goes on where the first one is stopped.
    const first = await begin(opened)
    await until('an export', async () => (await comparisons.find(first))?.walk.windows[0]?.state !== 'asking')
    await polling.stop()
    opened.replica('two')
    const found = await compared(opened, first)
    expect(named(found)).toEqual(tampered)
    expect(found.find(({ key }) => key === other1)?.fields).toEqual(['shipping.tracking', 'state'])
    expect(named(await compared(opened, await begin(opened)))).toEqual(tampered)
    expect(await beside()).toEqual(before)

    const comparison = await comparisons.find(first)
    if (comparison === undefined) throw new Error('it is gone')
    const mend = async (differences: number[] | 'all', isDryRun = false) => {
      const answer = await repair({ comparisons, view, hints }, comparison, { differences, isDryRun })
      await until('what was read again', async () => (await hints.count()) === 0)
      return answer
    }
    const some = found.filter(({ key }) => [gone1, old1, other1].includes(key)).map(({ n }) => n)
    expect(await mend('all', true)).toMatchObject({ repairs: 6 })
    expect(await mend(some)).toEqual({ repairs: 3, refused: [] })
    const left = tampered.filter(([key = '']) => ![gone1, old1, other1].includes(key))
    expect(named(await compared(opened, await begin(opened)))).toEqual(left)

    expect(await mend('all')).toMatchObject({ repairs: 3, refused: [{ why: expect.stringContaining('OR11') }] })
    expect(named(await compared(opened, await begin(opened)))).toEqual(left.filter(([, kind]) => kind === 'extra'))
    expect(await mend('all')).toMatchObject({ repairs: 0 })
    expect(await beside()).toEqual(before)
  },
  300_000,
)
