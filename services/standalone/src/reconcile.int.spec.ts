import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { runCommand, worldOf } from '@concord/cli'
import { readConcordConfig } from '@concord/runtime'
import { openDatabase } from '@concord/storage'
import { waitFor } from '@concord/testing'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { booksOf } from './books.js'
import { type DataFolder, openDataFolder } from './data-folder.js'
import { connectionVariables } from './distributed.js'
import { startEmbedded } from './embedded.js'
import { leaveWord } from './running-file.js'
import { type Sandboxes, sandboxConfigPath, startSandboxes } from './sandboxes.js'

interface Told {
  readonly groups: readonly {
    readonly edge: string
    readonly kind: string
    readonly count: number
    readonly examples: readonly { readonly key: string; readonly fields: readonly string[] }[]
  }[]
  readonly parts: readonly { readonly edge: string; readonly state: string; readonly why: string | null }[]
  readonly trend: readonly { readonly byKind: Readonly<Record<string, number>> }[]
}

interface Standing {
  readonly json: object
  readonly ownerContactId: number
}

/** Enough for some of every kind; whatever is more only takes longer. */
const orders = 200

const closing: (() => unknown)[] = []
let data: string
let folder: DataFolder
let sandboxes: Sandboxes
let stop: () => Promise<void>

beforeAll(async () => {
  data = mkdtempSync(join(tmpdir(), 'concord-reconcile-'))
  closing.push(() => rmSync(data, { recursive: true }))
  folder = openDataFolder(join(data, 'sandbox'), 2026, new Date())
  const world = { ...folder.world, size: orders }
  sandboxes = await startSandboxes({
    ...{ folder: { ...folder, world }, ports: { mirakl: 0, dotdigital: 0 }, gatewayUrl: 'http://127.0.0.1:9' },
  })
  closing.push(() => sandboxes.stop())
  closing.push(() => stop())
  await start()
}, 300_000)
afterAll(async () => {
  for (const close of closing.toReversed()) await close()
})

/** As `npm start` does, on ports of its own, until everything has settled. */
const start = async (): Promise<void> => {
  const since = new Date()
  const running = await startEmbedded({
    ...{ folder, config: readConcordConfig(sandboxConfigPath) },
    ...{ marketplaces: sandboxes.marketplaces, accounts: sandboxes.accounts },
    ports: { gateway: 0, publisher: 0, monitor: 0 },
    pace: { dueAfterMs: 900_000, hintsEveryMs: 1_000, exportsEveryMs: 500 },
  })
  const environment = connectionVariables(sandboxes)
  const forget = leaveWord(folder.path, { urls: running.urls, configPath: sandboxConfigPath, environment })
  stop = () => {
    forget()
    return running.stop()
  }
  const books = booksOf(running.urls)
  const countsAt = async (url: string) => (await (await fetch(`${url}/status`)).json()) as Record<string, number>
  /** Books are not laid beside one another: the journal has lost what others have heard of. */
  const isSettled = async (): Promise<boolean> => {
    const { settled: done, received } = await books.progress()
    const work = Object.entries(await countsAt(running.urls.publisher))
    const { hints = 0 } = await countsAt(running.urls.gateway)
    return done === received && hints === 0 && work.every(([name, count]) => name === 'effectsHeld' || count === 0)
  }
  settled = async () => {
    await waitFor(isSettled, { limitMs: 240_000, everyMs: 500, what: 'everything to settle' })
  }
  const marketplaces = Object.keys(sandboxes.marketplaces)
  await waitFor(() => books.isPolledSince(since, marketplaces), { limitMs: 240_000, everyMs: 500, what: 'the polls' })
  await settled()
}
let settled: () => Promise<void>

const run = async (...argv: readonly string[]) => {
  let [out, err] = ['', '']
  const code = await runCommand(['reconcile', ...argv, '--json', '--data', data], {
    ...{ environment: {}, columns: 120, isWatched: false, worldOf },
    out: (text) => void (out += text),
    err: (text) => void (err += text),
  })
  return { code, err, told: JSON.parse(out) as Told }
}
const reconciled = async () => {
  const { code, told } = await run()
  expect(told.parts.map(({ state, why }) => [state, why])).toEqual(told.parts.map(() => ['done', null]))
  const named = told.groups.flatMap(({ edge, kind, examples }) => examples.map(({ key }) => `${edge} ${kind} ${key}`))
  return { code, named: named.toSorted(), told }
}

/** What nobody changes any more: orders of the past, each with one version, and not in incident. */
const someOrders = async (count: number): Promise<readonly string[]> => {
  const answer = await fetch(`${sandboxes.miraklUrl}/_sandbox/snapshot`)
  const { north } = (await answer.json()) as {
    north: { orders: Record<string, { has_incident: boolean; last_updated_date: string; order_state: string }> }
  }
  return Object.entries(north.orders)
    .filter(([, { has_incident, order_state }]) => !has_incident && order_state === 'CLOSED')
    .toSorted(([, left], [, right]) => (left.last_updated_date < right.last_updated_date ? -1 : 1))
    .map(([id]) => id)
    .filter((_id, index) => index % 4 === 3)
    .slice(0, count)
}

/** While nothing runs, since one process alone may have the database. */
const tamperWithJournal = async (missing: readonly string[], stale: readonly string[]): Promise<void> => {
  const database = await openDatabase({ directory: join(folder.path, 'postgres') })
  const db = database.schema<Record<'records' | 'payloads', { key: string; version: string }>>('ingest')
  const keys = (ids: readonly string[]) => ids.map((id) => `north:order:${id}`)
  try {
    for (const table of ['records', 'payloads'] as const) {
      await db.deleteFrom(table).where('key', 'in', keys(missing)).execute()
      const rows = await db.selectFrom(table).select(['key', 'version']).where('key', 'in', keys(stale)).execute()
      for (const { key, version } of rows) {
        const older = `2020-01-01T00:00:00.000Z${version.slice(24)}`
        await db
          .updateTable(table)
          .set({ version: older })
          .where('key', '=', key)
          .where('version', '=', version)
          .execute()
      }
    }
  } finally {
    await database.close()
  }
}

/** What somebody with the credentials of the account may do to it. */
const inAccount = async (method: string, path: string, body?: unknown): Promise<void> => {
  const { user, password } = sandboxes.accounts['main'] ?? { user: '', password: '' }
  const headers = { authorization: `Basic ${btoa(`${user}:${password}`)}`, 'content-type': 'application/json' }
  const sent = body === undefined ? {} : { body: JSON.stringify(body) }
  const response = await fetch(`${sandboxes.dotdigitalUrl}${path}`, { method, headers, ...sent })
  if (!response.ok) throw new Error(`${method} ${path} answered ${response.status}: ${await response.text()}`)
}
const ordersInAccount = async (): Promise<readonly (readonly [string, Standing])[]> => {
  const answer = await fetch(`${sandboxes.dotdigitalUrl}/_sandbox/state`)
  const { records } = (await answer.json()) as { records: { Orders: Record<string, Standing> } }
  return Object.entries(records.Orders).filter(([key]) => key.startsWith('north-'))
}
const pathOf = (key: string, { ownerContactId }: Standing): string =>
  `/insightData/v3/contacts/contactId/${ownerContactId}/Orders/${key}`

it('finds nothing different in what nobody has touched; else exactly what was tampered with at either end, and mends it', async () => {
  expect(await reconciled()).toMatchObject({ code: 0, named: [] })

  const [missing1 = '', missing2 = '', stale1 = '', stale2 = ''] = await someOrders(4)
  await stop()
  await tamperWithJournal([missing1, missing2], [stale1, stale2])
  const taken = new Set([missing1, missing2, stale1, stale2].map((id) => `north-${id}`))
  const standing = (await ordersInAccount()).filter(([key]) => !taken.has(key))
  const [gone, altered] = [standing[5], standing[17]]
  if (gone === undefined || altered === undefined) throw new Error('there are too few')
  await inAccount('DELETE', pathOf(...gone))
  await inAccount('PUT', pathOf(...altered), { ...altered[1].json, orderTotal: 999 })
  await start()

  const expected = [
    `account different ${altered[0]}`,
    `account missing ${gone[0]}`,
    ...[missing1, missing2].map((id) => `marketplace missing north:order:${id}`),
    ...[stale1, stale2].map((id) => `marketplace stale north:order:${id}`),
  ].toSorted()
  const found = await reconciled()
  expect(found).toMatchObject({ code: 1, named: expected })
  const { run: latest } = found.told as Told & { run: { id: string } }

  expect((await run('repair', latest.id, '--all', '--dry-run')).told).toEqual({ repairs: 6, refused: [] })
  expect((await run('repair', latest.id, '--kind', 'stale')).told).toEqual({ repairs: 2, refused: [] })
  expect((await run('repair', latest.id, '--all')).told).toMatchObject({ refused: [] })
  await settled()

  const mended = await reconciled()
  expect(mended).toMatchObject({ code: 0, named: [] })
  expect(mended.told.trend.map(({ byKind }) => byKind)).toEqual([{}, { missing: 3, stale: 2, different: 1 }, {}])
}, 900_000)
