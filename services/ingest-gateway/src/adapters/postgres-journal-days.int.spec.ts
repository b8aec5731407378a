import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { databases, type DatabaseUnderTest } from '../testing/databases.js'
import { daysHeld, makeDay } from './postgres-journal-days.js'
import { schema, type Tables } from './tables.js'

describe.each(databases)('days of payloads on $name', ({ name, open }) => {
  let held: DatabaseUnderTest
  let db: Kysely<Tables>
  beforeAll(async () => {
    held = await open()
    db = held.database.schema<Tables>(schema)
  })
  afterAll(() => held.close())

  it('are made once by many who make them at once', async () => {
    const days = ['2026-03-02', '2026-03-01', '2026-03-02', '2026-02-28', '2026-03-01']

    await Promise.all(days.map((day) => makeDay(db, day)))

    expect(await daysHeld(db)).toEqual(['2026-02-28', '2026-03-01', '2026-03-02'])
  })

  it('are made while somebody stores, and hold nobody up', async () => {
    await makeDay(db, '2026-03-01')
    let made: Promise<void> = Promise.resolve()
    await db.transaction().execute(async (transaction) => {
      await transaction
        .insertInto('payloads')
        .values({ day: '2026-03-01', key: 'k', version: 'v', subject: 's', sealed: 'x' })
        .execute()
      made = makeDay(db, '2026-03-09')
      // With its one session, PGlite makes it when this transaction has ended.
      if (name === 'PostgreSQL') await made
    })
    await made

    expect(await daysHeld(db)).toContain('2026-03-09')
  })

  it('are looked at alone by whoever names them', async () => {
    for (const day of ['2026-03-01', '2026-03-02', '2026-03-03']) await makeDay(db, day)
    const { rows } = await sql<{ 'QUERY PLAN': string }>`
      explain select p.sealed from ingest.payloads p
      join unnest(array['2026-03-01'], array['k'], array['v']) as n(day, key, version)
        on p.day = n.day and p.key = n.key and p.version = n.version
      where p.day = any(${['2026-03-01']}::text[])`.execute(db)

    const plan = rows.map((row) => row['QUERY PLAN']).join('\n')
    expect(plan).toContain('payloads_2026_03_01')
    expect(plan).not.toMatch(/payloads_2026_03_0[23]|payloads_kept/)
  })
})
