import { sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { clockAt } from '../testing/clock.js'
import { databases, type DatabaseUnderTest, testVault } from '../testing/databases.js'
import { orderItem } from '../testing/items.js'
import { postgresAudit } from './postgres-audit.js'
import { postgresJournal } from './postgres-journal.js'
import { postgresPayloadDays } from './postgres-journal-retention.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('the audit of a journal on $name', ({ open }) => {
  let held: DatabaseUnderTest
  beforeAll(async () => {
    held = await open()
  })
  beforeEach(() => held.empty())
  afterAll(() => held.close())

  const db = () => held.database.schema<Tables>(schema)
  const store = async (...ids: readonly string[]) => {
    const journal = postgresJournal({ db: db(), vault: testVault, now: clockAt('2026-03-01T12:00:00Z').now })
    await journal.store(
      ids.map((id) => orderItem({ id })),
      '2026-03-01T13:00:00.000Z',
    )
  }

  it('reads every record once, in the order of names, whatever the size of its pages', async () => {
    await store('O-2', 'O-10', 'o-1', 'O-1')
    const { records } = postgresAudit(db())
    const read: (string | undefined)[] = []
    let page = await records.linesAfter(undefined, 3)
    while (page.length > 0) {
      read.push(...page.map(([key]) => key))
      page = await records.linesAfter(page.at(-1)?.slice(0, 2), 3)
    }

    expect(read).toEqual(['O-1', 'O-10', 'O-2', 'o-1'].map((id) => `north:order:${id}`))
  })

  it('tells of each where it stands', async () => {
    await store('O-1')

    expect(await postgresAudit(db()).records.linesAfter(undefined, 9)).toMatchObject([
      ['north:order:O-1', expect.any(String), 'in-flight', 'on-its-way', '2026-03-01T12:00:00.000Z'],
    ])
  })

  it('names the payload whose record is gone, and the record whose payload is, and no other', async () => {
    await store('O-1', 'O-2', 'O-3')
    expect(await postgresAudit(db()).unmatched(9)).toEqual([])
    await sql`delete from ingest.records where key = 'north:order:O-1'`.execute(db())
    await sql`delete from ingest.payloads where key = 'north:order:O-2'`.execute(db())

    expect((await postgresAudit(db()).unmatched(9)).map(({ is, key }) => `${is} ${key}`)).toEqual([
      'payload-without-record north:order:O-1',
      'record-without-payload north:order:O-2',
    ])
  })

  it('misses no payload that is past the retention', async () => {
    await store('O-1')
    await sql`update ingest.records set state = 'delivered', reason = 'published'`.execute(db())
    await postgresPayloadDays({ db: db(), now: () => new Date('2027-06-01') }).drop('2026-03-01')

    expect(await postgresAudit(db()).unmatched(9)).toEqual([])
  })
})
