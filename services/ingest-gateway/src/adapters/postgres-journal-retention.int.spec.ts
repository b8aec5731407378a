import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import { clockAt } from '../testing/clock.js'
import { type DatabaseUnderTest, onPostgres, testVault as vault } from '../testing/databases.js'
import { orderItem } from '../testing/items.js'
import { imbalanceOf, settled } from '../testing/journal.js'
import { postgresPayloadDays } from './postgres-journal-retention.js'
import { postgresJournal } from './postgres-journal.js'
import { schema, type Tables } from './tables.js'

const day = '2026-03-01'
let held: DatabaseUnderTest
let db: Kysely<Tables>
beforeAll(async () => {
  held = await onPostgres()
  db = held.database.schema<Tables>(schema)
})
beforeEach(() => held.empty())
afterAll(() => held.close())

/** A day that is over, and what can be done on the next one. */
const oldDay = async () => {
  const clock = clockAt(`${day}T12:00:00Z`)
  const needs = { db, vault, now: clock.now }
  const [journal, days] = [postgresJournal(needs), postgresPayloadDays(needs)]
  const store = (id: string) => journal.store([orderItem({ id })], '2026-03-09T12:00:00.000Z')
  await store('old')
  await journal.move(settled(orderItem({ id: 'old' }), clock.pass(1)))
  clock.pass(86_400_000)
  await store('new')
  return { journal, days, store }
}
const isWaitedFor = async (): Promise<boolean> => {
  const { rows } = await sql`select 1 from pg_locks where not granted
    and database = (select oid from pg_database where datname = current_database())`.execute(db)
  return rows.length > 0
}

it('holds up nobody who stores while it waits to count a day', async () => {
  const { days, store, journal } = await oldDay()
  let dropping: Promise<number | undefined> = Promise.resolve(undefined)

  await db.transaction().execute(async (transaction) => {
    await sql`lock table ingest.payloads_2026_03_01 in row exclusive mode`.execute(transaction)
    dropping = days.drop(day)
    await expect.poll(isWaitedFor).toBe(true)
    await db.transaction().execute(async (impatient) => {
      await sql`set local lock_timeout = '1s'`.execute(impatient)
      await sql`lock table only ingest.payloads in row exclusive mode`.execute(impatient)
    })
    expect(await store('newer')).toMatchObject({ accepted: 1 })
  })

  expect(await dropping).toBe(1)
  expect(await imbalanceOf(journal)).toBe(0)
})

it('drops a day once when replicas do so at the same time, and counts it once', async () => {
  const { days, journal } = await oldDay()

  const dropped = await Promise.all([days.drop(day), days.drop(day), days.drop(day)])

  expect(dropped.toSorted()).toEqual([1, undefined, undefined])
  expect(await imbalanceOf(journal)).toBe(0)
})

it('gives up within seconds where somebody reads and does not end, and leaves the day as it was', async () => {
  const { days, journal } = await oldDay()

  await db.transaction().execute(async (transaction) => {
    await sql`select 1 from ingest.payloads where day = ${day}`.execute(transaction)
    await expect(days.drop(day)).rejects.toThrow(/lock timeout/)
  })

  expect(await imbalanceOf(journal)).toBe(0)
  expect(await days.drop(day)).toBe(1)
  expect(await imbalanceOf(journal)).toBe(0)
}, 10_000)
