import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { journalContract } from '../journal.contract.js'
import type { Entry } from '../ports.js'
import { clockAt } from '../testing/clock.js'
import { claimsRunOut, databases, type DatabaseUnderTest, onPostgres, testVault } from '../testing/databases.js'
import { orderItem } from '../testing/items.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

const journalOn = ({ database }: DatabaseUnderTest, clock = clockAt('2026-03-01T12:00:00Z')) =>
  postgresJournal({ db: database.schema<Tables>(schema), vault: testVault, now: clock.now })

describe.each(databases)('the journal on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  afterAll(() => held.close())

  journalContract(async () => {
    await held.empty()
    const clock = clockAt('2026-03-01T12:00:00Z')
    return {
      ...{ journal: journalOn(held, clock), clock, everything: held.everything },
      claimsRunOut: () => claimsRunOut(held.database.schema<Tables>(schema)),
    }
  })
})

describe('several journals on PostgreSQL', () => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await onPostgres()
  })
  beforeEach(() => held.empty())
  afterAll(() => held.close())
  const dueAt = '2026-03-01T13:00:00.000Z'

  it('take the same content in once when they bring it at the same time, in whatever order', async () => {
    const ids = Array.from({ length: 40 }, (_none, index) => `O${index}`)
    const pages = [ids, ids.toReversed(), ids, ids.toReversed()].map((order, seen) =>
      order.map((id) => orderItem({ id, seen })),
    )

    const receipts = await Promise.all(pages.map((page) => journalOn(held).store(page, dueAt)))

    expect(receipts.map(({ accepted, duplicates }) => accepted + duplicates)).toEqual([40, 40, 40, 40])
    expect(receipts.reduce((sum, { accepted }) => sum + accepted, 0)).toBe(40)
  })

  it('pass over what another one publishes, and over newer versions of it', async () => {
    const [one, other] = [journalOn(held), journalOn(held)]
    await one.store([orderItem({ id: 'O1' }), orderItem({ id: 'O1', updated: 1 })], dueAt)
    await journalOn(held, clockAt('2026-03-01T12:00:01Z')).store([orderItem({ id: 'O2' })], dueAt)
    const namesOf = (entries: readonly Entry[]) => entries.map(({ key, version }) => `${key} ${version.slice(14, 16)}`)
    const meanwhile: string[] = []
    const afterwards: string[] = []

    await one.handOn({ lane: 'realtime', limit: 1 }, async () => {
      await other.handOn({ lane: 'realtime', limit: 10 }, async (entries) => void meanwhile.push(...namesOf(entries)))
    })
    await other.handOn({ lane: 'realtime', limit: 10 }, async (entries) => void afterwards.push(...namesOf(entries)))

    expect([meanwhile, afterwards]).toEqual([['north:order:O2 00'], ['north:order:O1 01']])
  })
})

it('says that it is away when the database is, and accepts nothing', async () => {
  const held = await onPostgres()
  const journal = journalOn(held)
  await held.close()

  await expect(journal.store([orderItem()], '2026-03-01T13:00:00.000Z')).rejects.toMatchObject({
    name: 'JournalUnavailable',
    code: 'journal-unavailable',
  })
})

it('says so in time when the database says nothing, and stores again as soon as it answers', async () => {
  const held = await onPostgres()
  const db = held.database.schema<Tables>(schema)
  const prompt = held.database.schema<Tables>(schema, { holdMs: 300 })
  const journal = postgresJournal({ db, prompt, vault: testVault, now: clockAt('2026-03-01T12:00:00Z').now })
  const store = () => journal.store([orderItem()], '2026-03-01T13:00:00.000Z')
  try {
    await store()
    await db.transaction().execute(async (transaction) => {
      await sql`lock table ingest.records in access exclusive mode`.execute(transaction)
      await expect(store()).rejects.toMatchObject({
        code: 'journal-unavailable',
        cause: { code: 'database-unavailable' },
      })
    })
    expect(await store()).toMatchObject({ duplicates: 1 })
  } finally {
    await held.close()
  }
}, 5_000)
