import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createClock, createSettings, memoryJournal } from '@concord/sandbox-kit'
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest'
import { openAsyncJobs } from './async-jobs.js'
import { openImportRules } from './import-outcomes.js'
import { openImports } from './imports.js'
import type { AsyncWork } from '../memory/account.js'
import { seedFacts } from '../memory/seeds.js'
import { openStore, type Store } from '../memory/store.js'
import { DotdigitalSettings } from '../settings.js'
import { later, started, stopAll, textOf } from '../testing.js'

afterEach(stopAll)

describe('a job that breaks the sandbox', () => {
  const noJob = 'no body of such a job'
  let store: Store

  beforeEach(() => {
    vi.spyOn(process.stderr, 'write').mockReturnValue(true)
    store = openStore({
      journal: memoryJournal(),
      clock: createClock(() => new Date('2026-11-20T12:00:00Z')),
      settings: createSettings(DotdigitalSettings, { importMs: 0 }),
      seeds: (now) => seedFacts({}, now),
    })
  })

  afterEach(() => {
    vi.restoreAllMocks()
  })

  it.each(['contacts', 'insight', 'deletion'] as const)('of %s has failed, and the others go on', (kind) => {
    const imports = openImports(store, openImportRules())
    const broken = imports.accept(kind, noJob) ?? ''
    const other = imports.accept('deletion', [{ email: 'nobody@example.com' }]) ?? ''

    imports.settle()

    expect(imports.find(kind, broken)?.report).toMatchObject({ status: 'Failed' })
    expect(imports.find('deletion', other)?.report).toMatchObject({ status: 'Finished' })
    expect(process.stderr.write).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(broken))
  })

  it('of any other work has failed too', () => {
    const jobs = openAsyncJobs(store, () => 0)
    const { id } = jobs.accept({ kind: 'import-events', events: [noJob] })

    jobs.settle()

    expect(jobs.find(id, 'import-events')?.summary).toEqual({ processed: 0, isFailed: true })
    expect(store.state.openJobs.size).toBe(0)
    expect(process.stderr.write).toHaveBeenCalledExactlyOnceWith(expect.stringContaining(id))
  })
})

it('tells that a job failed in the word of each call that comes nearest', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sandbox-'))
  const journalPath = join(directory, 'journal.jsonl')
  const dates = { acceptedAt: '2026-11-20T11:00:00.000Z', dueAt: '2026-11-20T11:00:01.000Z' }
  const send = { campaignId: 12, contactIds: null, addressBookIds: null, sendDate: dates.acceptedAt }
  const works: readonly AsyncWork[] = [
    { kind: 'empty-collection', collection: 'Orders' },
    { kind: 'remove-from-list', listId: 7 },
    { kind: 'send-campaign', send },
  ]
  const summary = { processed: 0, isFailed: true }
  const facts = works.map((work) => ({ fact: 'async-job', job: { id: work.kind, ...dates, work, summary } }))
  writeFileSync(journalPath, `${JSON.stringify(facts)}\n`)
  const ask = await started({ journalPath })
  const statusAt = async (path: string) => (await ask('GET', path)).body['status']

  expect(await statusAt('/insightData/v3/async/empty-collection')).toBe('Failed')
  expect(await statusAt('/v2/contacts/deletion/remove-from-list')).toBe('Failed')
  expect(await statusAt('/v2/campaigns/send/send-campaign')).toBe('Cancelled')
  rmSync(directory, { recursive: true })
})

describe('a body nested without end', () => {
  const nested = (levels: number) => '{"a":'.repeat(levels) + '1' + '}'.repeat(levels)
  const record = (levels: number) =>
    `{"collectionName":"Shop","collectionScope":"account","collectionType":"custom","records":[{"key":"1","json":${nested(levels)}}]}`

  it('is badly formed JSON, and harms no later call', async () => {
    const ask = await started()

    const { status, body } = await ask('PUT', '/insightData/v3/import', new Blob([record(7000)]))
    await later(ask)

    expect([status, body['errorCode']]).toEqual([400, 'insightData:badJson'])
    expect((await ask('GET', '/_sandbox/state')).status).toBe(200)
    expect((await ask('POST', '/_sandbox/reset')).status).toBe(200)
  })

  it('is none as a text that holds a record either', async () => {
    const ask = await started()
    await ask('POST', '/insightData/v3/collections/Shop?collectionScope=account&collectionType=custom')

    expect((await ask('PUT', '/insightData/v3/account/Shop/1', nested(2000))).status).toBe(400)
    expect((await ask('GET', '/_sandbox/state')).status).toBe(200)
  })

  it('is taken as far as anybody would nest', async () => {
    const ask = await started()

    const { body } = await ask('PUT', '/insightData/v3/import', new Blob([record(90)]))
    await later(ask)

    expect((await ask('GET', `/insightData/v3/import/${textOf(body['importId'])}`)).body).toMatchObject({
      summary: { totalImported: 1 },
    })
  })
})
