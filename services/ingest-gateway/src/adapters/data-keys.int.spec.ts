import { waitFor } from '@concord/testing'
import { type Kysely, sql } from 'kysely'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { type DatabaseUnderTest, onPostgres, testVault } from '../testing/databases.js'
import { loadDataKeys } from './data-keys.js'
import { schema, type Tables } from './tables.js'

let held: DatabaseUnderTest
let db: Kysely<Tables>
beforeAll(async () => {
  held = await onPostgres()
  db = held.database.schema<Tables>(schema)
})
afterAll(() => held.close())

const day = '2026-03-01'

const keysFor = (subjects: readonly string[], on = day) =>
  db.transaction().execute((transaction) => loadDataKeys(transaction, testVault, { subjects, day: on }))

const waitingForLocks = async (): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*)::int as count from pg_stat_activity
    where datname = current_database() and wait_event_type = 'Lock'`.execute(db)
  return rows[0]?.count ?? 0
}

it('never lets two pages wait for each other that name the same new customers in different orders', async () => {
  // Somebody holds the customer in the middle, so that both pages are half way when they go on.
  const pages = await db.transaction().execute(async (transaction) => {
    await loadDataKeys(transaction, testVault, { subjects: ['m'], day })
    const going = Promise.allSettled([keysFor(['a', 'm', 'z']), keysFor(['z', 'm', 'a'])])
    await waitFor(async () => (await waitingForLocks()) === 2, { limitMs: 5_000, what: 'both pages to wait' })
    return { going }
  })
  const [one, other] = await pages.going

  expect([one.status, other.status]).toEqual(['fulfilled', 'fulfilled'])
  if (one.status === 'fulfilled' && other.status === 'fulfilled')
    for (const subject of ['a', 'm', 'z']) expect(other.value.keyOf(subject)).toEqual(one.value.keyOf(subject))
})

it('keeps a key for the later day where a peer makes it at the same time, before midnight', async () => {
  const later = await db.transaction().execute(async (transaction) => {
    await loadDataKeys(transaction, testVault, { subjects: ['midnight'], day })
    const afterMidnight = keysFor(['midnight'], '2026-03-02')
    await waitFor(async () => (await waitingForLocks()) === 1, { limitMs: 5_000, what: 'the peer to wait' })
    return { afterMidnight }
  })
  await later.afterMidnight

  const row = await db.selectFrom('data_keys').selectAll().where('subject', '=', 'midnight').executeTakeFirst()
  expect(row).toMatchObject({ last_day: '2026-03-02' })
})
